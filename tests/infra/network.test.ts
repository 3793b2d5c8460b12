import { newCloud } from "@groundwork/rehearse/cloud";
import { type EvaluatedResource, type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import fc from "fast-check";
import { contains, parseCidr } from "../../infra/cidr";
import { Network } from "../../infra/network";
import { all, evaluated, one } from "../evaluated";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"];
type Kind = "public" | "private" | "isolated";

let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

function subnets(evaluation: Evaluation, kind: Kind): EvaluatedResource[] {
  return all(evaluation, "aws:ec2/subnet:Subnet").filter(({ name }) => name.includes(`-${kind}-`));
}

/** The destinations of each subnet's route table, except the VPC itself. */
function waysOut(evaluation: Evaluation, kind: Kind): string[][] {
  return subnets(evaluation, kind).map((subnet) => {
    const [association, ...more] = all(
      evaluation,
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
    ).filter(({ inputs }) => inputs.subnetId === subnet.id);
    if (!association || more.length > 0)
      throw new Error(`${subnet.name} does not have exactly one route table`);
    return all(evaluation, "aws:ec2/route:Route")
      .filter(({ inputs }) => inputs.routeTableId === association.inputs.routeTableId)
      .flatMap(({ inputs }) => ["gatewayId", "natGatewayId"].filter((target) => target in inputs));
  });
}

test("public subnets have an internet route, private ones only through NAT, isolated ones none", () => {
  for (const [evaluation, count] of [[dev, 2] as const, [prod, 3] as const]) {
    const each = (ways: string[]) => Array.from({ length: count }, () => ways);
    expect(waysOut(evaluation, "public")).toEqual(each(["gatewayId"]));
    expect(waysOut(evaluation, "private")).toEqual(each(["natGatewayId"]));
    expect(waysOut(evaluation, "isolated")).toEqual(each([]));
  }
});

test("without NAT gateways, private subnets have no internet route", async () => {
  const evaluation = await evaluated("dev", { changes: { natGateways: "none" } });
  expect(waysOut(evaluation, "private")).toEqual([[], []]);
});

test("only public subnets assign public addresses", () => {
  for (const kind of ["public", "private", "isolated"] as const) {
    const handing = subnets(prod, kind).map(({ inputs }) => inputs.mapPublicIpOnLaunch);
    expect(handing).toEqual(Array.from({ length: 3 }, () => kind === "public"));
  }
});

test("dev has one NAT gateway, prod has one in each zone", () => {
  expect(all(dev, "aws:ec2/natGateway:NatGateway")).toHaveLength(1);
  const homes = all(prod, "aws:ec2/natGateway:NatGateway").map(({ inputs }) => inputs.subnetId);
  expect(new Set(homes)).toEqual(new Set(subnets(prod, "public").map(({ id }) => id)));
});

test("in prod, losing the NAT gateway of a zone affects only that zone", () => {
  const zoneOf = (id: unknown) =>
    all(prod, "aws:ec2/subnet:Subnet").find((subnet) => subnet.id === id)?.inputs;
  const gateways = all(prod, "aws:ec2/natGateway:NatGateway");
  for (const route of all(prod, "aws:ec2/route:Route").filter(({ inputs }) => inputs.natGatewayId)) {
    const gateway = gateways.find(({ id }) => id === route.inputs.natGatewayId);
    const subnet = subnets(prod, "private").find(({ name }) => name === route.name);
    expect(zoneOf(gateway?.inputs.subnetId)?.availabilityZone).toBe(subnet?.inputs.availabilityZone);
  }
});

test("load balancers find public subnets for internet-facing use and private subnets for internal use", () => {
  const tags = (kind: Kind) => subnets(dev, kind).map(({ outputs }) => outputs.tagsAll);
  for (const each of tags("public")) expect(each).toHaveProperty(["kubernetes.io/role/elb"], "1");
  for (const each of tags("private")) expect(each).toHaveProperty(["kubernetes.io/role/internal-elb"], "1");
  for (const each of tags("isolated")) expect(JSON.stringify(each)).not.toContain("kubernetes.io/role");
});

test("S3 traffic is free from every subnet: every route table has the gateway endpoint", () => {
  const endpoint = one(prod, "aws:ec2/vpcEndpoint:VpcEndpoint");
  expect(endpoint.inputs).toMatchObject({
    vpcEndpointType: "Gateway",
    serviceName: "com.amazonaws.us-east-1.s3",
  });
  const tables = all(prod, "aws:ec2/routeTable:RouteTable").map(({ id }) => id);
  expect([endpoint.inputs.routeTableIds].flat().sort()).toEqual(tables.sort());
});

test("accepted and rejected traffic is logged for as long as the settings say", () => {
  expect(one(prod, "aws:ec2/flowLog:FlowLog").inputs).toMatchObject({ trafficType: "ALL" });
  const group = one(prod, "aws:cloudwatch/logGroup:LogGroup", "network-flow-logs");
  expect(group.inputs.retentionInDays).toBe(365);
  expect(group.outputs.arn).toBe(one(prod, "aws:ec2/flowLog:FlowLog").inputs.logDestination);
});

test("adding a zone moves no subnet, whatever the VPC's size and address", async () => {
  const sizes = fc.constantFrom(
    "10.0.0.0/16",
    "10.9.128.0/17",
    "172.20.0.0/18",
    "192.168.64.0/20",
    "10.4.8.0/22",
  );
  const nat = fc.constantFrom("none" as const, "single" as const, "onePerAz" as const);
  await fc.assert(
    fc.asyncProperty(sizes, nat, fc.integer({ min: 2, max: 3 }), async (cidr, natGateways, count) => {
      const before = await placesOfSubnets(cidr, natGateways, count);
      const after = await placesOfSubnets(cidr, natGateways, count + 1);
      expect(before.size).toBe(count * 3);
      expect(after.size).toBe(before.size + 3);
      for (const [name, place] of before) expect(after.get(name)).toBe(place);
    }),
    { numRuns: 6 },
  );
});

test("every subnet is in the VPC", () => {
  const outer = parseCidr(String(one(prod, "aws:ec2/vpc:Vpc").inputs.cidrBlock));
  for (const { inputs } of all(prod, "aws:ec2/subnet:Subnet")) {
    const inner = parseCidr(String(inputs.cidrBlock));
    expect(outer && inner && contains(outer, inner)).toBe(true);
  }
});

/** Zone and block of each subnet of a network, by name. */
async function placesOfSubnets(cidr: string, natGateways: "none" | "single" | "onePerAz", count: number) {
  const account = { id: "111122223333", partition: "aws", dnsSuffix: "amazonaws.com", region: "us-east-1" };
  const cloud = newCloud();
  const key = await cloud.create("aws:kms/key:Key", "logs", {});
  const program = () => {
    new Network("network", {
      cidr,
      natGateways,
      availabilityZones: zones.slice(0, count),
      logRetentionDays: 1,
      logKeyArn: String(key.outputs.arn),
      account,
    });
  };
  const evaluation = await evaluate({ program, cloud, project: "test", stack: "test", config: {} });
  return new Map(
    all(evaluation, "aws:ec2/subnet:Subnet").map(({ name, inputs }) => [
      name,
      `${inputs.availabilityZone} ${inputs.cidrBlock}`,
    ]),
  );
}
