import { newCloud } from "../../cloud";
import { type ExistingVpc, existingResources } from "../../cloud/existing";

const vpc: ExistingVpc = {
  id: "vpc-1",
  region: "us-east-1",
  cidrBlock: "10.0.0.0/16",
  enableDnsSupport: true,
  enableDnsHostnames: false,
  routeTables: [
    { id: "rtb-1", main: true },
    { id: "rtb-2", routes: { "0.0.0.0/0": "igw-1", "192.168.0.0/16": "pcx-1" } },
  ],
  subnets: [
    { id: "subnet-1", cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a", routeTableId: "rtb-2" },
    { id: "subnet-2", cidrBlock: "10.0.1.0/28", availabilityZone: "us-east-1b", tags: { use: "spare" } },
  ],
};

function cloudIn(region: string) {
  const cloud = newCloud({ existing: { vpcs: [vpc] } });
  cloud.configure("aws", { region, defaultTags: { tags: { project: "mine" } } });
  return cloud;
}
const ec2 = (name: string) => `aws:ec2/${name}:${name}`;

test("data sources answer from the description: attributes, tags, routes and free addresses", () => {
  const cloud = cloudIn("us-east-1");
  const inVpc = { filters: [{ name: "vpc-id", values: ["vpc-1"] }] };
  expect(cloud.invoke(ec2("getVpcs"), inVpc).ids).toEqual(["vpc-1"]);
  expect(cloud.invoke(ec2("getVpc"), { id: "vpc-1" })).toMatchObject({
    enableDnsSupport: true,
    enableDnsHostnames: false,
    mainRouteTableId: "rtb-1",
  });
  expect(cloud.invoke(ec2("getSubnets"), inVpc).ids).toEqual(["subnet-1", "subnet-2"]);
  expect(cloud.invoke(ec2("getSubnet"), { id: "subnet-2" })).toMatchObject({
    availableIpAddressCount: 11,
    vpcId: "vpc-1",
    // The provider's default tags are those of the stack's resources.
    tags: { use: "spare" },
  });
  expect(cloud.invoke(ec2("getRouteTables"), { vpcId: "vpc-1" }).ids).toEqual(["rtb-1", "rtb-2"]);
  expect(cloud.invoke(ec2("getRouteTable"), { routeTableId: "rtb-2" })).toMatchObject({
    associations: [{ subnetId: "subnet-1", main: false }],
    routes: [
      { cidrBlock: "0.0.0.0/0", gatewayId: "igw-1", natGatewayId: "" },
      { cidrBlock: "192.168.0.0/16", vpcPeeringConnectionId: "pcx-1" },
    ],
  });
  expect(cloud.invoke(ec2("getRouteTable"), { routeTableId: "rtb-1" })).toMatchObject({
    associations: [{ subnetId: "", main: true }],
  });
  expect(cloud.functionsNotChecked.size).toBe(0);
});

test("what is not described does not exist, and a filter that is not simulated is refused", () => {
  const cloud = cloudIn("us-east-1");
  expect(cloud.invoke(ec2("getVpcs"), { filters: [{ name: "vpc-id", values: ["vpc-2"] }] }).ids).toEqual([]);
  expect(() => cloud.invoke(ec2("getSubnet"), { id: "subnet-3" })).toThrow("no matching EC2 Subnet found");
  expect(() => cloud.invoke(ec2("getSubnet"), {})).toThrow("multiple EC2 Subnets matched");
  expect(() => cloud.invoke(ec2("getVpcs"), { filters: [{ name: "state", values: ["available"] }] })).toThrow(
    "does not have the filter state",
  );
});

test("another region has nothing of it", () => {
  expect(cloudIn("eu-west-1").list("aws:ec2/vpc:Vpc")).toEqual([]);
});

test("resources of a stack can be in an existing VPC, and are refused where they overlap with it", async () => {
  const cloud = cloudIn("us-east-1");
  const subnet = (cidrBlock: string) =>
    cloud.create("aws:ec2/subnet:Subnet", "new", {
      vpcId: "vpc-1",
      cidrBlock,
      availabilityZone: "us-east-1a",
    });
  await expect(subnet("10.0.0.128/25")).rejects.toThrow('overlaps 10.0.0.0/24 of "subnet-1"');
  await subnet("10.0.2.0/24");
  expect(cloud.list().map(({ name }) => name)).toEqual(["new"]);
});

test("a description that AWS could not give is rejected", () => {
  const without = { ...vpc, routeTables: vpc.routeTables.slice(1) };
  expect(() => existingResources({ vpcs: [without] }, "us-east-1")).toThrow("vpc-1 has 0 main route tables");
  const strange = {
    ...vpc,
    routeTables: [{ id: "rtb-1", main: true, routes: { "0.0.0.0/0": "somewhere" } }],
  };
  expect(() => existingResources({ vpcs: [strange] }, "us-east-1")).toThrow(
    "has the target somewhere; allowed: an id that begins with igw-",
  );
  const outside = {
    ...vpc,
    subnets: [{ id: "subnet-1", cidrBlock: "10.1.0.0/24", availabilityZone: "us-east-1a" }],
  };
  const cloud = newCloud({ existing: { vpcs: [outside] } });
  expect(() => cloud.configure("aws", { region: "us-east-1" })).toThrow("is outside the VPC's 10.0.0.0/16");
});
