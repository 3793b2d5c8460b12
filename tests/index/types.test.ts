import { newCloud } from "@groundwork/rehearse/cloud";
import { type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import * as awsx from "@pulumi/awsx";
import { evaluated } from "../evaluated";

test.each(["dev", "prod"])("every type that %s registers is in the table", async (stack) => {
  const cloud = newCloud();
  const { resources } = await evaluated(stack, { cloud });
  const types = new Set(resources.filter(({ custom }) => custom).map(({ type }) => type));
  expect(types.size).toBeGreaterThan(30);
  for (const type of types) if (!type.startsWith("pulumi:providers:")) cloud.types.resourceType(type);
  for (const { type } of resources)
    if (type.startsWith("awsx:")) expect(cloud.types.component(type)).toBeDefined();
});

/** Resources of the VPC that awsx creates, by type. Measured with awsx's code; the S3 endpoint is ours. */
const ofVpc = ({ resources }: Evaluation) => {
  const made = resources.filter(({ type, urn }) => urn.includes("awsx:ec2:Vpc$") && type.startsWith("aws:"));
  const counts: Record<string, number> = {};
  for (const { type } of made) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

const inThreeZones = {
  "aws:ec2/vpc:Vpc": 1,
  "aws:ec2/internetGateway:InternetGateway": 1,
  "aws:ec2/subnet:Subnet": 9,
  "aws:ec2/routeTable:RouteTable": 9,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
};

test.each([
  ["OnePerAz", 3],
  ["Single", 1],
] as const)(
  "three zones with NAT gateways %s expand to the same resources as in awsx's code",
  async (strategy, nats) => {
    const program = () => {
      new awsx.ec2.Vpc("net", {
        cidrBlock: "10.0.0.0/16",
        subnetStrategy: "Auto",
        availabilityZoneNames: ["us-east-1a", "us-east-1b", "us-east-1c"],
        availabilityZoneCidrMask: 18,
        subnetSpecs: [
          { type: "Private", cidrMask: 19 },
          { type: "Public", cidrMask: 20 },
          { type: "Isolated", cidrMask: 20 },
        ],
        natGateways: { strategy },
      });
    };
    const evaluation = await evaluate({
      program,
      cloud: newCloud(),
      project: "test",
      stack: "test",
      config: {},
    });
    expect(ofVpc(evaluation)).toEqual({
      ...inThreeZones,
      "aws:ec2/route:Route": 6,
      "aws:ec2/eip:Eip": nats,
      "aws:ec2/natGateway:NatGateway": nats,
    });
  },
);

test("awsx creates everything except NAT gateways, which only nodes should wait for", async () => {
  expect(ofVpc(await evaluated("prod"))).toEqual({ ...inThreeZones, "aws:ec2/route:Route": 3 });
});
