import type { ExistingSubnet, ExistingVpc } from "@groundwork/rehearse/cloud/existing";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";
import { all, evaluated, one } from "../evaluated";
import { cloudWith, existingNetwork, existingVpc, subnetId, VPC } from "../existing-network";
import { problems } from "../settings/changed";

const ZONES: Readonly<Record<string, number>> = { dev: 2, prod: 3 };
const evaluatedIn = (
  stack: string,
  vpc: ExistingVpc = existingVpc,
  changes: Readonly<Record<string, unknown>> = {},
) =>
  evaluated(stack, { changes: { ...existingNetwork(ZONES[stack] ?? 0), ...changes }, cloud: cloudWith(vpc) });

/** The VPC with some subnets changed. */
const withSubnets = (changes: Readonly<Record<string, Partial<ExistingSubnet>>>): ExistingVpc => ({
  ...existingVpc,
  subnets: existingVpc.subnets.map((subnet) => ({ ...subnet, ...changes[subnet.id] })),
});

const refusal = async (evaluation: Promise<unknown>): Promise<string> => {
  try {
    await evaluation;
  } catch (error) {
    return String(Reflect.get(Object(error), "message"));
  }
  throw new Error("the program accepts the network");
};

test.each(["dev", "prod"])(
  "%s creates no part of a network in an existing VPC, and uses its subnets",
  async (stack) => {
    const evaluation = await evaluatedIn(stack);
    const ids = (kind: "private" | "isolated", count = ZONES[stack] ?? 0) =>
      Array.from({ length: count }, (_, zone) => subnetId(kind, zone));
    const network = evaluation.resources.filter(({ type }) =>
      /^awsx:|:ec2\/(vpc|subnet|route|routeTable|internetGateway|natGateway|eip|vpcEndpoint|flowLog):|infra:Network$/i.test(
        type,
      ),
    );
    expect(network.map(({ urn }) => urn)).toEqual([]);
    expect(one(evaluation, "aws:eks/cluster:Cluster").inputs.vpcConfig).toMatchObject({
      subnetIds: ids("private", 2),
    });
    expect(one(evaluation, "aws:rds/subnetGroup:SubnetGroup").inputs.subnetIds).toEqual(ids("isolated"));
    for (const group of all(evaluation, "aws:ec2/securityGroup:SecurityGroup"))
      expect(group.inputs.vpcId).toBe(VPC);
    expect(evaluation.outputs).toMatchObject({ vpcId: VPC, existingVpcId: VPC });
    const { config } = readStackConfig(projectFolder, stack);
    expect(checkPolicies(evaluation.resources, policySettings(config, projectName()))).toEqual([]);
  },
);

test("network policies have the blocks of the existing subnets, and of all subnets in which EKS may create load balancers", async () => {
  const evaluation = await evaluatedIn("dev");
  const blocks = [
    ...JSON.stringify(
      all(evaluation, "kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ inputs }) => inputs),
    ).matchAll(/"(10\.\d+\.\d+\.\d+\/\d+)"/g),
  ];
  const kinds = ["public", "private", "isolated"] as const;
  // The public subnet of the third zone has the tag for load balancers as well.
  const expected = kinds.flatMap((kind) =>
    (kind === "public" ? [0, 1, 2] : [0, 1]).map(
      (zone) => existingVpc.subnets.find(({ id }) => id === subnetId(kind, zone))?.cidrBlock,
    ),
  );
  expect(
    [...new Set(blocks.map(([, block]) => block))].filter((block) => block?.startsWith("10.40.")).sort(),
  ).toEqual(expected.sort());
});

test("without existingVpcId, the stack has no output of this name", async () => {
  expect((await evaluated("dev")).outputs).not.toHaveProperty("existingVpcId");
});

test("a VPC that does not exist is named, and nothing is registered", async () => {
  const cloud = cloudWith();
  const changes = { ...existingNetwork(2), existingVpcId: "vpc-0dddddddddddddddd" };
  const message = await refusal(evaluated("dev", { changes, cloud }));
  expect(message).toContain("The existing network has 1 problem; nothing was changed.");
  expect(message).toContain(
    "vpc-0dddddddddddddddd (existingVpcId)\n    found:  the account has no such VPC in the region",
  );
  expect(cloud.list()).toEqual([]);
});

test("everything that is missing is reported together, before anything is registered", async () => {
  const vpc: ExistingVpc = {
    ...withSubnets({
      [subnetId("public", 0)]: {
        tags: {},
        routeTableId: "rtb-0e0e0e0e0e0e0e002",
        availableIpAddressCount: 7,
      },
      [subnetId("private", 1)]: { tags: {}, routeTableId: "rtb-0e0e0e0e0e0e0e001" },
      [subnetId("isolated", 0)]: { routeTableId: "rtb-0e0e0e0e0e0e0e002", availableIpAddressCount: 2 },
    }),
    enableDnsHostnames: false,
  };
  const cloud = cloudWith(vpc);
  const message = await refusal(evaluated("dev", { changes: existingNetwork(2), cloud }));
  expect(message.split("\n")[0]).toBe("The existing network has 7 problems; nothing was changed.");
  for (const line of [
    "found:  enableDnsHostnames is off",
    `do:     aws ec2 modify-vpc-attribute --vpc-id ${VPC} --enable-dns-hostnames`,
    `${subnetId("public", 0)} (existingPublicSubnetIds[0])`,
    "found:  0.0.0.0/0 goes to nat-0e0e0e0e0e0e0e000",
    "found:  no tag kubernetes.io/role/elb",
    "found:  7 free addresses",
    "needed: at least 8, as load balancers require",
    `${subnetId("private", 1)} (existingPrivateSubnetIds[1])`,
    "found:  0.0.0.0/0 goes to igw-0e0e0e0e0e0e0e000",
    `do:     aws ec2 create-tags --resources ${subnetId("public", 0)} --tags Key=kubernetes.io/role/elb,Value=1`,
    "needed: no route from 0.0.0.0/0: the database has no connection to the internet",
    "needed: at least 3, one for each database instance, and one that RDS needs for recovery",
  ])
    expect(message).toContain(line);
  expect(cloud.list()).toEqual([]);
});

test.each<[string, ExistingVpc, string]>([
  ["without DNS support", { ...existingVpc, enableDnsSupport: false }, "found:  enableDnsSupport is off"],
  [
    "whose public subnet is too small for a load balancer",
    withSubnets({ [subnetId("public", 1)]: { cidrBlock: "10.40.48.0/28" } }),
    "found:  its block is 10.40.48.0/28",
  ],
  [
    "whose private subnet has no route to the internet",
    withSubnets({ [subnetId("private", 0)]: { routeTableId: "rtb-0e0e0e0e0e0e0e000" } }),
    "found:  no route from 0.0.0.0/0",
  ],
  [
    "whose main route table leads isolated subnets to the internet",
    {
      ...existingVpc,
      routeTables: existingVpc.routeTables.map((table) =>
        table.main ? { ...table, routes: { "0.0.0.0/0": "tgw-0e0e0e0e0e0e0e000" } } : table,
      ),
    },
    "found:  0.0.0.0/0 goes to tgw-0e0e0e0e0e0e0e000",
  ],
  [
    "whose private subnet has few free addresses",
    withSubnets({ [subnetId("private", 0)]: { availableIpAddressCount: 122 } }),
    "needed: at least 123, for nodes, and an address for each pod",
  ],
  [
    "with another value of a tag",
    withSubnets({ [subnetId("public", 0)]: { tags: { "kubernetes.io/role/elb": "no" } } }),
    "found:  the tag kubernetes.io/role/elb has the value no",
  ],
])("a VPC %s is refused", async (_, vpc, line) => {
  expect(await refusal(evaluatedIn("dev", vpc))).toContain(line);
});

test("a subnet of another VPC and a subnet in another zone are named", async () => {
  const changes = { existingPrivateSubnetIds: [subnetId("private", 1), "subnet-0dddddddddddddddd"] };
  const message = await refusal(evaluatedIn("dev", existingVpc, changes));
  expect(message).toContain("needed: a subnet in us-east-1a: the order is the one of availabilityZones");
  expect(message).toContain(`found:  ${VPC} has no such subnet`);
});

test("private subnets need no tag: the platform has no internal load balancers", async () => {
  const untagged = withSubnets(
    Object.fromEntries([0, 1, 2].map((zone) => [subnetId("private", zone), { tags: {} }])),
  );
  expect((await evaluatedIn("dev", untagged)).outputs.vpcId).toBe(VPC);
});

test("a transit gateway, a firewall's endpoint or an empty tag value is accepted", async () => {
  for (const target of ["tgw-0e0e0e0e0e0e0e000", "vpce-0e0e0e0e0e0e0e000", "eni-0e0e0e0e0e0e0e000"]) {
    const vpc: ExistingVpc = {
      ...withSubnets({ [subnetId("public", 0)]: { tags: { "kubernetes.io/role/elb": "" } } }),
      routeTables: existingVpc.routeTables.map((table) =>
        table.routes?.["0.0.0.0/0"]?.startsWith("nat-")
          ? { ...table, routes: { "0.0.0.0/0": target } }
          : table,
      ),
    };
    expect((await evaluatedIn("dev", vpc)).outputs.vpcId).toBe(VPC);
  }
});

test("the settings need one id of each kind for each zone, and no ids without a VPC", () => {
  const network = existingNetwork(2);
  expect(problems(network)).toEqual([]);
  expect(problems({ ...network, existingPrivateSubnetIds: [] })).toEqual([
    "groundwork:existingPrivateSubnetIds: 2 ids, one for each of availabilityZones, in this order: us-east-1a, us-east-1b",
  ]);
  expect(problems({ ...network, existingVpcId: "" })).toHaveLength(3);
  expect(problems({ ...network, existingIsolatedSubnetIds: network.existingPrivateSubnetIds })).toEqual(
    ["Private", "Isolated"].flatMap((kind) =>
      [0, 1].map(
        (at) =>
          `groundwork:existing${kind}SubnetIds[${at}]: a subnet that no other of the three lists contains`,
      ),
    ),
  );
  expect(problems({ existingVpcId: "vpc-1" })).toEqual([
    'groundwork:existingVpcId: "", or the id of a VPC, such as vpc-0a1b2c3d4e5f60718',
  ]);
  expect(problems({ ...network, existingPublicSubnetIds: ["subnet-x", subnetId("public", 1)] })).toEqual([
    "groundwork:existingPublicSubnetIds[0]: the id of a subnet, such as subnet-0a1b2c3d4e5f60718",
  ]);
});

test("a runner accepts natGateways: none with an existing VPC, whose own routes are checked", () => {
  const runner = {
    natGateways: "none",
    pipelineRunnerRepository: "your-organization/groundwork",
    pipelineRunnerConnectionArn:
      "arn:aws:codeconnections:us-east-1:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444",
  };
  expect(problems(runner)).toHaveLength(1);
  expect(problems({ ...runner, ...existingNetwork(2) })).toEqual([]);
});
