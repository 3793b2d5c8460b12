import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { versionDays } from "../../infra/photos";
import { all, evaluated, one, statements } from "../evaluated";

let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

const bucket = (evaluation: Evaluation) => one(evaluation, "aws:s3/bucket:Bucket");
const s3 = (type: string) => {
  const found = one(prod, `aws:s3/bucket${type}:Bucket${type}`);
  expect(found.inputs.bucket).toBe(bucket(prod).outputs.bucket);
  return found.inputs;
};

test("neither an ACL nor a policy can make a photo or the bucket public", () => {
  expect(s3("PublicAccessBlock")).toMatchObject({
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  expect(s3("OwnershipControls").rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
});

test("requests without TLS are denied for the bucket and for every photo", () => {
  const { arn } = bucket(prod).outputs;
  expect(statements(s3("Policy").policy)).toContainEqual({
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:*"],
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

test("an overwritten or deleted photo is kept while a restored database can have its row, and then costs nothing", () => {
  expect(s3("Versioning").versioningConfiguration).toEqual({ status: "Enabled" });
  for (const evaluation of [dev, prod]) {
    const { inputs } = one(evaluation, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
    const { inputs: primary } = one(evaluation, "aws:rds/instance:Instance", "database-primary");
    expect(inputs.rules).toEqual([
      expect.objectContaining({
        status: "Enabled",
        noncurrentVersionExpiration: { noncurrentDays: versionDays(Number(primary.backupRetentionPeriod)) },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      }),
      expect.objectContaining({ id: "forget-spans" }),
    ]);
  }
});

test.each([
  [0, 30],
  [25, 30],
  [26, 31],
  // The longest retention of RDS.
  [35, 40],
])("with backups of %i days, photos are kept for %i days", (backups, versions) => {
  expect(versionDays(backups)).toBe(versions);
});

test.each([
  [35, 40],
  [3_650, 3_655],
  // RDS keeps its own for 30 days in prod.
  [7, 35],
])("with backups in a vault for %i days, photos are kept for %i days", async (databaseVaultDays, days) => {
  const changes = { databaseVault: "governance", databaseVaultDays };
  const { inputs } = one(
    await evaluated("prod", { changes }),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  );
  expect(inputs.rules).toEqual([
    expect.objectContaining({ noncurrentVersionExpiration: { noncurrentDays: days } }),
    expect.objectContaining({ id: "forget-spans" }),
  ]);
});

test("photos are encrypted with the stack's key", () => {
  expect(s3("ServerSideEncryptionConfiguration").rules).toEqual([
    {
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: "aws:kms",
        kmsMasterKeyId: one(prod, "aws:kms/key:Key", "data").outputs.arn,
      },
      bucketKeyEnabled: true,
    },
  ]);
});

test("only pages on the gallery's host can use photos; without a host no page can", async () => {
  const rules = s3("CorsConfiguration").corsRules;
  expect([rules].flat().map((rule) => Object(rule).allowedOrigins)).toEqual([
    ["https://gallery.example.com"],
  ]);
  const hostless = await evaluated("dev", { changes: { galleryHost: "" } });
  expect(hostless.resources.filter(({ type }) => type.includes("Cors"))).toEqual([]);
});

test("the API's role can access only this bucket and this key, through S3", () => {
  const role = one(prod, "aws:iam/role:Role", "photos-api");
  const { arn } = bucket(prod).outputs;
  const [policy, ...more] = all(prod, "aws:iam/rolePolicy:RolePolicy").filter(
    ({ inputs }) => inputs.role === role.outputs.name,
  );
  expect(more).toEqual([]);
  const allowed = statements(policy?.inputs.policy);
  expect(new Set(allowed.flatMap(({ Resource }) => Resource))).toEqual(
    new Set([arn, `${arn}/*`, one(prod, "aws:kms/key:Key", "data").outputs.arn]),
  );
  for (const action of allowed.flatMap(({ Action }) => Action)) expect(action).not.toContain("*");
  // The database uses the same key: the API can use it only through S3.
  const ofKey = allowed.find(({ Action }) => Action.includes("kms:Decrypt"));
  expect(ofKey?.Condition).toEqual({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } });
  const attached = all(prod, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  expect(attached.filter(({ inputs }) => inputs.role === role.outputs.name)).toEqual([]);
});

test("only the API's service account can assume that role, without a stored key", () => {
  const association = one(prod, "aws:eks/podIdentityAssociation:PodIdentityAssociation", "photos-api");
  const role = one(prod, "aws:iam/role:Role", "photos-api");
  expect(association.inputs).toEqual({
    clusterName: one(prod, "aws:eks/cluster:Cluster").outputs.name,
    namespace: "gallery",
    serviceAccount: "api",
    roleArn: role.outputs.arn,
  });
  expect(statements(role.inputs.assumeRolePolicy)).toEqual([
    expect.objectContaining({
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    }),
  ]);
  expect(prod.resources.filter(({ type }) => /iam\/(accessKey|user)/.test(type))).toEqual([]);
});

test("prod's photos cannot be destroyed with the stack; dev's can", () => {
  expect(bucket(prod)).toMatchObject({ protect: true, inputs: { forceDestroy: false } });
  expect(bucket(dev)).toMatchObject({ protect: false, inputs: { forceDestroy: true } });
});
