/** What is left in another region when the first one is lost: copies of states and images, and a key that works in both. */
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { partitionOf } from "../../settings/partition";
import { all, one, statements } from "../evaluated";
import { evaluatedAccount } from "./evaluated";

const ACCOUNT = "111122223333";
const IMAGES = "groundwork/gallery";
const repository = "aws:ecr/repository:Repository";
const replication = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
const copies = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const key = "aws:kms/key:Key";
const replicaKey = "aws:kms/replicaKey:ReplicaKey";
const alias = "aws:kms/alias:Alias";

describe.each([
  ["us-east-1", "eu-central-1"],
  ["cn-north-1", "cn-northwest-1"],
])("an account in %s with copies in %s", (region, recoveryRegion) => {
  const partition = partitionOf(region);
  const bucketArn = (where: string) => `arn:${partition}:s3:::groundwork-state-${ACCOUNT}-${where}`;
  let account: Evaluation;
  beforeAll(async () => {
    account = await evaluatedAccount({ region, recoveryRegion });
  });
  const arnOf = (type: string, name: string) => String(one(account, type, name).outputs.arn);
  /** The only resource of a type for a bucket, which must be in that region. */
  const of = (type: string, where: string) => {
    const found = all(account, type).filter(
      ({ inputs }) => inputs.bucket === `groundwork-state-${ACCOUNT}-${where}`,
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.inputs.region).toBe(where === region ? undefined : where);
    return found[0]?.inputs ?? {};
  };

  test("every change and deletion of a state is copied to the bucket in the other region, and encrypted with the key there", () => {
    const { bucket, rules } = one(account, copies).inputs;
    expect(bucket).toBe(`groundwork-state-${ACCOUNT}-${region}`);
    expect(rules).toEqual([
      expect.objectContaining({
        status: "Enabled",
        filter: { prefix: "" },
        deleteMarkerReplication: { status: "Enabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
          bucket: bucketArn(recoveryRegion),
          encryptionConfiguration: { replicaKmsKeyId: arnOf(key, "recovery-state") },
        },
      }),
    ]);
    expect(arnOf(key, "recovery-state")).toContain(`arn:${partition}:kms:${recoveryRegion}:`);
  });

  test("the role of the copies reads the states with their key, and writes to the other bucket with its key", () => {
    const { policy } = one(account, "aws:iam/rolePolicy:RolePolicy", "recovery-state").inputs;
    const granted = statements(policy).map(({ Action, Resource }) => [Action.join(), Resource.join()]);
    expect(granted).toEqual([
      ["s3:GetReplicationConfiguration,s3:ListBucket", bucketArn(region)],
      [expect.stringContaining("s3:GetObjectVersionForReplication"), `${bucketArn(region)}/*`],
      ["s3:ReplicateObject,s3:ReplicateDelete,s3:ReplicateTags", `${bucketArn(recoveryRegion)}/*`],
      ["kms:Decrypt", arnOf(key, "state")],
      ["kms:Encrypt", arnOf(key, "recovery-state")],
    ]);
  });

  test("the bucket of the copies keeps versions as long as the state bucket, is encrypted, and cannot be deleted", () => {
    for (const where of [region, recoveryRegion])
      expect(of("aws:s3/bucketVersioning:BucketVersioning", where)).toMatchObject({
        versioningConfiguration: { status: "Enabled" },
      });
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    expect(of(lifecycle, recoveryRegion).rules).toEqual(of(lifecycle, region).rules);
    const encryption =
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(of(encryption, recoveryRegion).rules).toMatchObject([
      { applyServerSideEncryptionByDefault: { kmsMasterKeyId: arnOf(key, "recovery-state") } },
    ]);
    expect(of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", recoveryRegion)).toMatchObject({
      restrictPublicBuckets: true,
    });
    const { policy } = of("aws:s3/bucketPolicy:BucketPolicy", recoveryRegion);
    expect(statements(policy).flatMap(({ Action }) => Action)).toContain("s3:DeleteObjectVersion");
  });

  test("images of the project are copied to a repository that exists in the other region", () => {
    const { region: placed, replicationConfiguration } = one(account, replication).inputs;
    // It is configured where the images are pushed.
    expect(placed).toBeUndefined();
    expect(replicationConfiguration).toEqual({
      rules: [
        {
          destinations: [{ region: recoveryRegion, registryId: ACCOUNT }],
          repositoryFilters: [{ filter: IMAGES, filterType: "PREFIX_MATCH" }],
        },
      ],
    });
    const [first, second] = ["images", "recovery-images"].map((name) => one(account, repository, name));
    expect(first?.inputs.name).toBe(IMAGES);
    expect(second?.inputs).toMatchObject({
      region: recoveryRegion,
      name: IMAGES,
      imageTagMutability: "IMMUTABLE",
      encryptionConfigurations: [{ kmsKey: arnOf(key, "recovery-images") }],
    });
    expect(account.outputs.recoveryImageRepository).toBe(second?.outputs.repositoryUrl);
    expect(account.outputs.recoveryImageRepository).toMatch(
      new RegExp(`^${ACCOUNT}\\.dkr\\.ecr\\.${recoveryRegion}\\..*/${IMAGES}$`),
    );
  });

  test("each repository whose images are copied exists there, with its limits", async () => {
    const deployedFromEnvironment = JSON.stringify(["prod", "review"]);
    const withReviews = await evaluatedAccount({ region, recoveryRegion, deployedFromEnvironment });
    const repositories = all(withReviews, repository).map(({ inputs }) => inputs);
    // ECR copies from every repository whose name begins with this.
    const copied = repositories.filter(
      ({ region: placed, name }) => !placed && String(name).startsWith(IMAGES),
    );
    const there = repositories.filter(({ region: placed }) => placed === recoveryRegion);
    expect(there.map(({ name }) => name).toSorted()).toEqual(copied.map(({ name }) => name).toSorted());
    expect(there).toHaveLength(2);
    const limits = all(withReviews, "aws:ecr/lifecyclePolicy:LifecyclePolicy");
    expect(limits.filter(({ inputs }) => inputs.region === recoveryRegion)).toHaveLength(2);
  });

  test("the key for secrets has a replica in the other region, and the same alias in both", () => {
    const secrets = one(account, key, "recovery-secrets");
    expect(secrets.inputs).toMatchObject({ multiRegion: true });
    expect(secrets.inputs).not.toHaveProperty("region");
    const replica = one(account, replicaKey);
    expect(replica.inputs).toMatchObject({ region: recoveryRegion, primaryKeyArn: secrets.outputs.arn });
    const aliases = all(account, alias)
      .filter(({ inputs }) => inputs.name === "alias/groundwork-recovery-secrets")
      .map(({ inputs }) => [inputs.region ?? region, inputs.targetKeyId]);
    expect(aliases.toSorted()).toEqual(
      [
        [region, secrets.outputs.keyId],
        [recoveryRegion, replica.outputs.keyId],
      ].toSorted(),
    );
  });

  test("bucket, repository and keys are protected", () => {
    const names = ["recovery-state", "recovery-images", "recovery-secrets"];
    const kept = account.resources.filter(
      ({ type, name }) =>
        names.includes(name) && ["aws:s3/bucket:Bucket", repository, key, replicaKey].includes(type),
    );
    expect(kept.map(({ name, protect }) => `${name} ${protect}`)).toEqual(
      Array.from(kept, ({ name }) => `${name} true`),
    );
    // A bucket, a repository, three keys and a replica.
    expect(kept).toHaveLength(6);
  });

  test("the backend for the other region is an output", () => {
    expect(account.outputs.recoveryBackendUrl).toBe(
      `s3://groundwork-state-${ACCOUNT}-${recoveryRegion}?region=${recoveryRegion}`,
    );
  });
});

test("without recoveryRegion, nothing of it exists, and no output is added", async () => {
  const { resources, outputs } = await evaluatedAccount();
  expect(resources.filter(({ type }) => [copies, replication, replicaKey].includes(type))).toEqual([]);
  expect(resources.filter(({ name }) => name.startsWith("recovery"))).toEqual([]);
  expect(
    resources.filter(({ type, inputs }) => /^aws:/.test(type) && "region" in inputs).map(({ name }) => name),
  ).toEqual([]);
  expect(resources.filter(({ inputs }) => inputs.multiRegion === true)).toEqual([]);
  expect(Object.keys(outputs).filter((each) => each.startsWith("recovery"))).toEqual([]);
});
