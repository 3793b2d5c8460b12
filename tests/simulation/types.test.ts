import { newCloud } from "../../simulation";
import { components } from "../../simulation/awsx";
import type { Evaluation } from "../../simulation/evaluation";
import { evaluated } from "../evaluated";

test.each(["dev", "prod"])("every type that %s registers is in the table", async (stack) => {
  const cloud = newCloud();
  const { resources } = await evaluated(stack, { cloud });
  const types = new Set(resources.filter(({ custom }) => custom).map(({ type }) => type));
  expect(types.size).toBeGreaterThan(30);
  for (const type of types) if (!type.startsWith("pulumi:providers:")) cloud.behaviour(type);
  for (const { type } of resources) if (type.startsWith("awsx:")) expect(components).toHaveProperty([type]);
});

/** Resources of the VPC as awsx makes them, by type. Measured with awsx's own code; the S3 endpoint is ours. */
const ofVpc = ({ resources }: Evaluation) => {
  const made = resources.filter(({ type, urn }) => urn.includes("awsx:ec2:Vpc$") && type.startsWith("aws:"));
  const counts: Record<string, number> = {};
  for (const { type } of made) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

test.each([
  ["onePerAz", 41, 3],
  ["single", 37, 1],
] as const)(
  "three zones with NAT gateways %s expand to %d resources, as awsx's code does",
  async (natGateways, total, nats) => {
    const counts = ofVpc(await evaluated("prod", { changes: { natGateways } }));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
    expect(counts).toEqual({
      "aws:ec2/vpc:Vpc": 1,
      "aws:ec2/internetGateway:InternetGateway": 1,
      "aws:ec2/subnet:Subnet": 9,
      "aws:ec2/routeTable:RouteTable": 9,
      "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
      "aws:ec2/route:Route": 6,
      "aws:ec2/eip:Eip": nats,
      "aws:ec2/natGateway:NatGateway": nats,
    });
  },
);
