/** A permission takes effect some time after it was granted; what the provider does not repeat is refused until then. */
import { newCloud } from "../../cloud";
import type { Cloud } from "../../cloud/cloud";
import type { Clock } from "../../cloud/late-permissions";

/** The start and end of creations, by name. */
type Times = Readonly<Record<string, readonly [start: number, end: number]>>;
const clock = (times: Times): Clock => ({
  start: (_, name) => times[name]?.[0],
  end: (_, name) => times[name]?.[1],
});

let cloud: Cloud;
beforeEach(() => {
  cloud = newCloud();
});

const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const createRole = async (name: string) =>
  String(
    (await cloud.create("aws:iam/role:Role", name, { name, assumeRolePolicy: trust, path: "/a/" })).outputs
      .arn,
  );

test("Lambda cannot assume a new role, and the provider repeats the call", async () => {
  const role = await createRole("function-role");
  const inputs = {
    name: "f",
    role,
    packageType: "Image",
    imageUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/f:1",
  };
  cloud.clock = clock({ "function-role": [0, 2], f: [3, 20] });
  await cloud.create("aws:lambda/function:Function", "f", inputs);
  expect(cloud.list("aws:lambda/function:Function")).toHaveLength(1);
});

test("S3 does not see a function's new permission for some seconds, and the provider does not repeat the call", async () => {
  const name = "f";
  const imageUri = "111122223333.dkr.ecr.us-east-1.amazonaws.com/f:1";
  const role = await createRole("function-role");
  const made = await cloud.create("aws:lambda/function:Function", name, {
    name,
    role,
    packageType: "Image",
    imageUri,
  });
  await cloud.create("aws:s3/bucket:Bucket", "photos", { bucket: "photos" });
  await cloud.create("aws:lambda/permission:Permission", "invoke", {
    function: name,
    action: "lambda:InvokeFunction",
    principal: "s3.amazonaws.com",
  });
  const type = "aws:s3/bucketNotification:BucketNotification";
  const inputs = {
    bucket: "photos",
    lambdaFunctions: [{ lambdaFunctionArn: made.outputs.arn, events: ["s3:ObjectCreated:*"] }],
  };
  cloud.clock = clock({ invoke: [0, 1], early: [2, 3], late: [11, 12] });
  await expect(cloud.create(type, "early", inputs)).rejects.toThrow(
    /Unable to validate the following destination configurations\n.* comes 1 s after "invoke" .* does not repeat the call/,
  );
  expect(cloud.list(type)).toEqual([]);
  await expect(cloud.create(type, "late", inputs)).resolves.toMatchObject({ name: "late" });
});

async function createKey(policy?: object): Promise<string> {
  const key = await cloud.create("aws:kms/key:Key", "key", policy ? { policy: JSON.stringify(policy) } : {});
  return String(key.outputs.arn);
}

async function createCluster(keyArn: string): Promise<void> {
  const roleArn = await createRole("cluster-role");
  await cloud.create("aws:iam/rolePolicy:RolePolicy", "key-use", {
    name: "key-use",
    role: "cluster-role",
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn }] }),
  });
  const { id: vpcId } = await cloud.create("aws:ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" });
  const subnetIds: string[] = [];
  for (const [at, zone] of ["us-east-1a", "us-east-1b"].entries()) {
    const inputs = { vpcId, cidrBlock: `10.0.${at}.0/24`, availabilityZone: zone };
    subnetIds.push((await cloud.create("aws:ec2/subnet:Subnet", zone, inputs)).id);
  }
  await cloud.create("aws:eks/cluster:Cluster", "cluster", {
    name: "main",
    roleArn,
    vpcConfig: { subnetIds, endpointPublicAccess: true },
    encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
  });
}

const allow = (Principal: object, Condition?: object) => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal, Action: "kms:*", Resource: "*", ...(Condition ? { Condition } : {}) },
  ],
});
const root = allow({ AWS: "arn:aws:iam::111122223333:root" });
const named = allow({ AWS: ["arn:aws:iam::111122223333:role/a/cluster-role"] });
const pattern = (role: string) =>
  allow({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": [`arn:aws:iam::111122223333:role/a/${role}`] } });

test.each([
  ["its key's policy leaves it to policies of the role, one of which is new", root, 14, false],
  ["its key's policy leaves it to policies of the role, and half a minute has passed", root, 43, true],
  ["its key's policy names the role", named, 14, true],
  ["its key's policy has a pattern of the role's ARN", pattern("cluster-????"), 14, true],
  ["its key's policy has a pattern of another role's ARN", pattern("cluster-node-????"), 14, false],
] as const)(
  "EKS creates a cluster if it sees that the role can use the key: %s",
  async (_, policy, start, created) => {
    cloud.clock = clock({ key: [0, 12], "cluster-role": [0, 2], "key-use": [12, 13], cluster: [start, 600] });
    const keyArn = await createKey(policy);
    const attempt = createCluster(keyArn);
    if (created) await expect(attempt).resolves.toBeUndefined();
    else {
      await expect(attempt).rejects.toThrow(
        `InvalidParameterException: Access denied to KMS key ${keyArn} due to explicit deny policy or revoked grant`,
      );
      await expect(attempt).rejects.toThrow(
        /1 s after "key-use" .* within 30 s, and the provider does not repeat/,
      );
      expect(cloud.list("aws:eks/cluster:Cluster")).toEqual([]);
    }
  },
);

/** A cluster to which a principal has access, without the resources that it needs. */
async function associate(policy: string): Promise<void> {
  await createCluster(await createKey(named));
  const principalArn = "arn:aws:iam::111122223333:role/deploy";
  await cloud.create("aws:eks/accessEntry:AccessEntry", "entry", { clusterName: "main", principalArn });
  await cloud.create("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "access", {
    clusterName: "main",
    principalArn,
    policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
    accessScope: { type: "cluster" },
  });
}

const namespace = { metadata: { name: "shop" } };
const namespaceType = "kubernetes:core/v1:Namespace";

test("the Kubernetes API refuses for half a minute after an access policy was associated", async () => {
  await associate("AmazonEKSClusterAdminPolicy");
  cloud.clock = clock({ access: [0, 2], early: [3, 4], late: [32, 33] });
  await expect(cloud.create(namespaceType, "early", namespace)).rejects.toThrow(
    /creating kubernetes:core\/v1:Namespace "early": Namespace "shop" is forbidden: .* cannot patch resource\n.* comes 1 s after "access"/,
  );
  expect(cloud.list(namespaceType)).toEqual([]);
  await cloud.create(namespaceType, "late", namespace);
});

test("access of others does not delay a creation", async () => {
  await associate("AmazonEKSViewPolicy");
  cloud.clock = clock({ access: [0, 2], early: [3, 4] });
  await expect(cloud.create(namespaceType, "early", namespace)).resolves.toMatchObject({ name: "early" });
});

test("without a clock, and for a resource that is not part of the first update, permissions take effect at once", async () => {
  await associate("AmazonEKSClusterAdminPolicy");
  await cloud.create(namespaceType, "early", namespace);
  cloud.clock = clock({ access: [0, 2] });
  await expect(cloud.create(namespaceType, "later", { metadata: { name: "other" } })).resolves.toBeDefined();
});
