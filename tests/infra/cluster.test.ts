import { newCloud } from "@groundwork/rehearse/cloud";
import { type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { Cluster } from "../../infra/cluster";
import { all, evaluated, one } from "../evaluated";

const clusterType = "aws:eks/cluster:Cluster";
let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

/** Names of the AWS-managed policies of a role, by the role's logical name. */
function managedPolicies(evaluation: Evaluation, role: string): string[] {
  const { outputs } = one(evaluation, "aws:iam/role:Role", role);
  return all(evaluation, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .filter(({ inputs }) => inputs.role === outputs.name)
    .map(({ inputs }) => String(inputs.policyArn).replace("arn:aws:iam::aws:policy/", ""))
    .sort();
}

describe.each(["dev", "prod"])("the cluster of %s", (stack) => {
  const evaluation = () => (stack === "dev" ? dev : prod);
  const cluster = () => one(evaluation(), clusterType);

  test("grants access only to the principals in the settings, never to its creator", () => {
    expect(cluster().inputs.accessConfig).toEqual({
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: false,
    });
    const granted = all(evaluation(), "aws:eks/accessPolicyAssociation:AccessPolicyAssociation").map(
      ({ inputs }) => `${inputs.principalArn} ${String(inputs.policyArn).split("/").at(-1)}`,
    );
    expect(granted.sort()).toEqual([
      "arn:aws:iam::111122223333:role/developer AmazonEKSViewPolicy",
      `arn:aws:iam::111122223333:role/groundwork-deploy-${stack} AmazonEKSClusterAdminPolicy`,
      "arn:aws:iam::111122223333:role/groundwork-preview AmazonEKSAdminViewPolicy",
      "arn:aws:iam::111122223333:role/platform-admin AmazonEKSClusterAdminPolicy",
    ]);
  });

  test("enables all parts of Auto Mode: compute, load balancing, block storage", () => {
    expect(cluster().inputs).toMatchObject({
      computeConfig: { enabled: true },
      kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
      storageConfig: { blockStorage: { enabled: true } },
      bootstrapSelfManagedAddons: false,
    });
  });

  test("logs everything that the control plane can log, with a retention period", () => {
    expect(cluster().inputs.enabledClusterLogTypes).toEqual([
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    const group = one(evaluation(), "aws:cloudwatch/logGroup:LogGroup", "cluster-control-plane");
    // EKS always writes to this name.
    expect(group.inputs.name).toBe(`/aws/eks/${cluster().outputs.name}/cluster`);
    expect(group.inputs.retentionInDays).toBe(stack === "dev" ? 7 : 365);
    expect(cluster().dependencies).toContain(group.urn);
  });

  test("encrypts Kubernetes Secrets with the platform's key", () => {
    const key = one(evaluation(), "aws:kms/key:Key", "platform");
    expect(cluster().inputs.encryptionConfig).toEqual({
      provider: { keyArn: key.outputs.arn },
      resources: ["secrets"],
    });
  });

  test("the policy of its key allows its role, and no other role of the stack, to use the key", () => {
    const key = one(evaluation(), "aws:kms/key:Key", "platform");
    const { Statement }: { Statement: { Principal: unknown; Condition?: Record<string, object> }[] } =
      JSON.parse(String(key.inputs.policy));
    const anyone = Statement.filter(({ Principal }) => JSON.stringify(Principal) === '{"AWS":"*"}');
    const patterns = anyone.map(({ Condition = {} }) => Object(Condition.ArnLike)["aws:PrincipalArn"]);
    expect(patterns).toHaveLength(2);
    for (const { Condition = {} } of anyone)
      expect(Condition.StringEquals).toEqual({ "kms:CallerAccount": "111122223333" });
    const roles = all(evaluation(), "aws:iam/role:Role");
    for (const [pattern] of patterns) {
      const expression = new RegExp(`^${String(pattern).replaceAll("?", ".")}$`);
      const allowed = roles.filter(({ outputs }) => expression.test(String(outputs.arn)));
      expect(allowed.map(({ name }) => name)).toEqual(["cluster"]);
    }
  });

  test("gives access to the Kubernetes API time to take effect before the first object", () => {
    const addon = one(evaluation(), "aws:eks/addon:Addon");
    const associations = all(evaluation(), "aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
    expect(addon.dependencies).toEqual(expect.arrayContaining(associations.map(({ urn }) => urn)));
    const provider = one(evaluation(), "pulumi:providers:kubernetes");
    expect(provider.dependencies).toContain(addon.urn);
  });

  test("is in private subnets, and is never moved to extended support automatically", () => {
    const { vpcConfig, upgradePolicy } = cluster().inputs;
    const priv = all(evaluation(), "aws:ec2/subnet:Subnet").filter(({ name }) => name.includes("private"));
    const ids = isProperties(vpcConfig) ? [vpcConfig.subnetIds].flat() : [];
    // The first two zones: EKS does not allow a cluster to change its zones.
    expect(ids).toEqual(priv.slice(0, 2).map(({ id }) => id));
    expect(upgradePolicy).toEqual({ supportType: "STANDARD" });
  });

  test("gives its roles the policies that AWS documents for Auto Mode, and no others", () => {
    // https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html, auto-create-node-role.html
    expect(managedPolicies(evaluation(), "cluster")).toEqual([
      "AmazonEKSBlockStoragePolicy",
      "AmazonEKSClusterPolicy",
      "AmazonEKSComputePolicy",
      "AmazonEKSLoadBalancingPolicy",
      "AmazonEKSNetworkingPolicy",
    ]);
    expect(managedPolicies(evaluation(), "cluster-node")).toEqual([
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEKSWorkerNodeMinimalPolicy",
    ]);
  });

  test("has a node role without a path, with a name that its deploy role can manage, and all other roles with the path", () => {
    const roles = all(evaluation(), "aws:iam/role:Role");
    const [nodes, ...others] = [...roles].sort((one) => (one.name === "cluster-node" ? -1 : 1));
    expect(nodes?.name).toBe("cluster-node");
    expect(nodes?.outputs.arn).toMatch(
      /^arn:aws:iam::\d{12}:role\/groundwork-(dev|prod)-cluster-node-[0-9a-f]{7}$/,
    );
    expect(others.length).toBeGreaterThan(3);
    for (const role of others) expect(role.inputs.path).toMatch(/^\/groundwork\/(dev|prod)\/$/);
  });

  test("is created after, and deleted before, its roles, their policies and the log group", () => {
    const needed = evaluation().resources.filter(
      ({ type, name }) =>
        type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" && name.startsWith("cluster-"),
    );
    expect(needed).toHaveLength(7);
    for (const { urn } of needed) expect(cluster().dependencies).toContain(urn);
  });

  test("installs the metrics that the autoscalers read", () => {
    const addons = all(evaluation(), "aws:eks/addon:Addon").map(({ inputs }) => inputs.addonName);
    expect(addons).toContain("metrics-server");
  });

  test("provides a kubeconfig that gets a token from AWS and contains no secret", () => {
    const { kubeconfig } = evaluation().outputs;
    const { users, clusters } = JSON.parse(String(kubeconfig));
    expect(users).toHaveLength(1);
    expect(Object.keys(users[0].user)).toEqual(["exec"]);
    expect([users[0].user.exec.command, ...users[0].user.exec.args].join(" ")).toBe(
      `aws --region us-east-1 eks get-token --cluster-name ${cluster().outputs.name} --output json`,
    );
    expect(clusters[0].cluster.server).toBe(cluster().outputs.endpoint);
    expect(evaluation().secretOutputs).not.toContain("kubeconfig");
  });

  test("has a provider that a changed kubeconfig does not replace", () => {
    const provider = one(evaluation(), "pulumi:providers:kubernetes");
    expect(provider.inputs.clusterIdentifier).toBe(cluster().outputs.arn);
  });
});

test("prod's API has no public endpoint; dev's allows only the listed addresses", () => {
  expect(one(prod, clusterType).inputs.vpcConfig).toMatchObject({
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
  });
  expect(one(dev, clusterType).inputs.vpcConfig).toMatchObject({
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: ["203.0.113.0/24"],
  });
});

test("prod's cluster has deletion protection, dev's has none", () => {
  expect(one(prod, clusterType).inputs.deletionProtection).toBe(true);
  expect(one(dev, clusterType).inputs.deletionProtection).toBe(false);
});

test("roles of the same name in two accounts, or under two paths, can both have access", async () => {
  const clusterAdmins = [
    "arn:aws:iam::111122223333:role/admin",
    "arn:aws:iam::444455556666:role/admin",
    "arn:aws:iam::111122223333:role/team/admin",
    "arn:aws:iam::111122223333:role/team-admin",
  ];
  const evaluation = await evaluated("dev", {
    changes: { clusterAdmins, clusterViewers: [], clusterPreviewers: [] },
  });
  const entries = all(evaluation, "aws:eks/accessEntry:AccessEntry").map(({ inputs }) => inputs.principalArn);
  expect(entries).toEqual(clusterAdmins);
});

test.each([
  ["a".repeat(60), "b".repeat(90)],
  ["Platform.Team", "feature.1"],
])("project %s and stack %s produce a cluster name that EKS accepts", async (project, stack) => {
  const cloud = newCloud();
  const { id: vpcId } = await cloud.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = (number: number, availabilityZone: string) =>
    cloud.create("aws:ec2/subnet:Subnet", "subnet", {
      vpcId,
      cidrBlock: `10.0.${number}.0/24`,
      availabilityZone,
    });
  const subnets = [await subnet(0, "us-east-1a"), await subnet(1, "us-east-1b")];
  const key = await cloud.create("aws:kms/key:Key", "key", {});
  const program = () => {
    new Cluster("cluster", {
      version: "1.36",
      subnetIds: subnets.map(({ id }) => id),
      publicAccessCidrs: [],
      admins: ["arn:aws:iam::111122223333:role/admin"],
      viewers: [],
      previewers: [],
      keyArn: String(key.outputs.arn),
      logRetentionDays: 7,
      deletionProtection: false,
      account: { id: "111122223333", partition: "aws", dnsSuffix: "amazonaws.com", region: "us-east-1" },
    });
  };
  const { name } = one(await evaluate({ program, cloud, project, stack, config: {} }), clusterType).outputs;
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  expect(name).toMatch(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/);
});
