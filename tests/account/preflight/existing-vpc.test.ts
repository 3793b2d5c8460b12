/** A preflight of a stack in an existing VPC, which moto has: the program's own rules, on what the account answers. */
import { preflightStack } from "@groundwork/delivery/preflight/stack";
import type { MotoWithAnswers } from "@groundwork/testbed/moto/answers";
import { query } from "./account";
import { line, useAccount } from "./setup";

jest.setTimeout(120_000);

const account = useAccount();
const KINDS = ["Public", "Private", "Isolated"] as const;
type Kind = (typeof KINDS)[number];
let vpcId: string;
let subnets: Record<Kind, string[]>;
/** The route table of the private subnets, and a private subnet that is too small. */
let [privateTable, smallSubnet] = ["", ""];

/** Calls an operation of EC2, and returns the first id in its answer that begins so. */
async function ec2(moto: MotoWithAnswers, Action: string, params: Record<string, string>, prefix = "") {
  const answer = await query(moto, "ec2", { Action, Version: "2016-11-15", ...params });
  return new RegExp(`${prefix}-[0-9a-f]{17}`).exec(answer)?.[0] ?? "";
}

beforeAll(async () => {
  const call = (action: string, params: Record<string, string>, prefix?: string) =>
    ec2(account.moto(), action, params, prefix);
  vpcId = await call("CreateVpc", { CidrBlock: "10.40.0.0/16" }, "vpc");
  await setDnsHostnames("true");
  const create = (zone: string, CidrBlock: string) =>
    call("CreateSubnet", { VpcId: vpcId, CidrBlock, AvailabilityZone: `us-east-1${zone}` }, "subnet");
  const [pub, priv, isolated, small] = [
    [await create("a", "10.40.0.0/24"), await create("b", "10.40.1.0/24")],
    [await create("a", "10.40.2.0/24"), await create("b", "10.40.3.0/24")],
    [await create("a", "10.40.4.0/24"), await create("b", "10.40.5.0/24")],
    await create("a", "10.40.6.0/26"),
  ];
  subnets = { Public: pub, Private: priv, Isolated: isolated };
  smallSubnet = small;
  for (const id of pub) await tag(id, "CreateTags");
  const gateway = await call("CreateInternetGateway", {}, "igw");
  await call("AttachInternetGateway", { InternetGatewayId: gateway, VpcId: vpcId });
  const address = await call("AllocateAddress", { Domain: "vpc" }, "eipalloc");
  const nat = await call("CreateNatGateway", { SubnetId: pub[0] ?? "", AllocationId: address }, "nat");
  const tableFor = async (ids: readonly string[], target: Record<string, string>) => {
    const RouteTableId = await call("CreateRouteTable", { VpcId: vpcId }, "rtb");
    await call("CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...target });
    for (const SubnetId of ids) await call("AssociateRouteTable", { RouteTableId, SubnetId });
    return RouteTableId;
  };
  await tableFor(pub, { GatewayId: gateway });
  privateTable = await tableFor([...priv, small], { NatGatewayId: nat });
}, 120_000);

const setDnsHostnames = (value: string) =>
  ec2(account.moto(), "ModifyVpcAttribute", { VpcId: vpcId, "EnableDnsHostnames.Value": value });

const tag = (id: string, action: "CreateTags" | "DeleteTags") =>
  ec2(account.moto(), action, {
    "ResourceId.1": id,
    "Tag.1.Key": "kubernetes.io/role/elb",
    "Tag.1.Value": "1",
  });

/** The preflight of dev in the VPC. */
function ask(changes: Readonly<Record<string, unknown>> = {}) {
  const ids = Object.fromEntries(KINDS.map((kind) => [`existing${kind}SubnetIds`, subnets[kind]]));
  const settings = { existingVpcId: vpcId, ...ids, ...changes };
  return preflightStack({
    stack: "dev",
    changes: Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [
        `groundwork:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    timeoutSeconds: 60,
    signal: new AbortController().signal,
    now: new Date("2026-11-26T00:00:00Z"),
  });
}

const identity = "ok: Account of region us-east-1: 111122223333, as arn:aws:sts::111122223333:user/moto";

test("a VPC with what the stack needs passes, its zones are asked for, and no network is counted against quotas", async () => {
  const { findings, passed } = await ask();
  const lines = findings.map(line);
  expect(lines.filter((each) => !each.startsWith("ok: "))).toEqual([]);
  expect(lines.slice(0, 4)).toEqual([
    identity,
    `ok: VPC ${vpcId}: 10.40.0.0/16, with the zones, routes, tags and free addresses that the stack needs`,
    "ok: Zone us-east-1a: use1-az6, available",
    "ok: Zone us-east-1b: use1-az1, available",
  ]);
  expect(lines.filter((each) => /VPCs|Internet gateways|Elastic IP|NAT gateways/.test(each))).toEqual([]);
  expect(passed).toBe(true);
});

test("everything that the VPC lacks is reported with what to do, and nothing else is asked", async () => {
  const [first = "", second = ""] = subnets.Public;
  await tag(first, "DeleteTags");
  await setDnsHostnames("false");
  const { findings, passed } = await ask({
    existingPublicSubnetIds: [first, subnets.Isolated[1]],
    existingIsolatedSubnetIds: [subnets.Isolated[0], second],
  });
  await tag(first, "CreateTags");
  await setDnsHostnames("true");
  expect(findings.map(line)).toEqual([
    identity,
    `problem: ${vpcId} (existingVpcId): enableDnsHostnames is off; needed: enableDnsHostnames on: without it, nodes cannot join the cluster`,
    expect.stringMatching(
      `^problem: ${first} .existingPublicSubnetIds.0..: no tag kubernetes.io/role/elb; needed: `,
    ),
    expect.stringMatching(
      `^problem: ${subnets.Isolated[1]} .*: no route from 0.0.0.0/0; needed: a route .* to an internet gateway`,
    ),
    expect.stringMatching(`^problem: ${subnets.Isolated[1]} .*: no tag kubernetes.io/role/elb; needed: `),
    expect.stringMatching(`^problem: ${second} .*: 0.0.0.0/0 goes to igw-[0-9a-f]+; needed: no route`),
  ]);
  expect(findings[1]?.advice).toBe(`aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-hostnames`);
  expect(passed).toBe(false);
});

test("a route whose NAT gateway no longer exists is no route", async () => {
  const { moto } = account;
  const routeSet = (State: string) => [
    { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-0a1b2c3d4e5f60718", State },
  ];
  const answer = (state: string) => ({
    service: "ec2",
    operation: "DescribeRouteTables",
    answer: {
      RouteTables: [
        { RouteTableId: privateTable, VpcId: vpcId, Associations: [{ Main: true }], Routes: routeSet(state) },
      ],
    },
  });
  await moto().give(answer("active"));
  const of = async () => (await ask()).findings.map(line).filter((each) => each.includes("PrivateSubnetIds"));
  expect(await of()).toEqual([]);
  await moto().give(answer("blackhole"));
  expect(await of()).toEqual(
    subnets.Private.map((id, at) =>
      expect.stringContaining(`${id} (existingPrivateSubnetIds[${at}]): no route from 0.0.0.0/0`),
    ),
  );
});

test("a VPC that the account does not have is named", async () => {
  const { findings, passed } = await ask({ existingVpcId: "vpc-0dddddddddddddddd" });
  expect(findings.map(line)).toEqual([
    identity,
    expect.stringMatching(
      /^problem: vpc-0d+ .existingVpcId.: the account has no such VPC in the region; needed: /,
    ),
  ]);
  expect(passed).toBe(false);
});

test("a call that the role may not make is named, and the preflight does not pass", async () => {
  const error = {
    code: "UnauthorizedOperation",
    message: "You are not authorized to perform this operation.",
  };
  await account.moto().give({ service: "ec2", operation: "DescribeRouteTables", error });
  const { findings, passed } = await ask();
  expect(findings.map(({ result }) => result)).toEqual(["ok", "not asked"]);
  expect(findings[1]?.advice).toContain("Allow ec2:DescribeRouteTables for your identity.");
  expect(passed).toBe(false);
});

test("few free addresses are a problem until the stack runs in the VPC, whose own pods use them", async () => {
  const changes = { existingPrivateSubnetIds: [smallSubnet, subnets.Private[1]] };
  const before = await ask(changes);
  expect(before.findings.map(line)).toEqual([
    identity,
    expect.stringMatching(`^problem: ${smallSubnet} .*: 59 free addresses; needed: at least 123`),
  ]);
  await ec2(account.moto(), "CreateSecurityGroup", {
    ...{ GroupName: "database", GroupDescription: "database", VpcId: vpcId },
    "TagSpecification.1.ResourceType": "security-group",
    ...{ "TagSpecification.1.Tag.1.Key": "project", "TagSpecification.1.Tag.1.Value": "groundwork" },
    ...{ "TagSpecification.1.Tag.2.Key": "stack", "TagSpecification.1.Tag.2.Value": "dev" },
  });
  const after = await ask(changes);
  expect(after.findings.map(line)[1]).toBe(
    `ok: VPC ${vpcId}: 10.40.0.0/16, with the zones, routes and tags that the stack needs; it runs there, so that free addresses are not checked`,
  );
  expect(after.passed).toBe(true);
});

test("settings that are not allowed are reported as in a plan", async () => {
  await expect(ask({ existingPrivateSubnetIds: [] })).rejects.toThrow("existingPrivateSubnetIds");
});
