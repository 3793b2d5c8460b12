import { rehearsal } from "../rehearsal";

const igw = "igw-0a1b2c3d4e5f60718";
const nat = "nat-0a1b2c3d4e5f60718";
const subnet = (last: number, zone: string, routeTableId: string, tags: Record<string, string> = {}) => ({
  ...{ id: `subnet-0a1b2c3d4e5f6000${last}`, availabilityZone: zone, routeTableId, tags },
  cidrBlock: `10.40.${last}.0/24`,
});
const forLoadBalancers = { "kubernetes.io/role/elb": "1" };

export default {
  ...rehearsal,
  program: () => (require("./index") as typeof import("./index"))(),
  // The VPC, as AWS describes it: a rehearsal has no account to ask.
  existing: {
    vpcs: [
      {
        ...{ id: "vpc-0a1b2c3d4e5f60718", region: "us-east-1", cidrBlock: "10.40.0.0/16" },
        ...{ enableDnsSupport: true, enableDnsHostnames: true },
        routeTables: [
          { id: "rtb-0a1b2c3d4e5f60000", main: true },
          { id: "rtb-0a1b2c3d4e5f60001", routes: { "0.0.0.0/0": igw } },
          { id: "rtb-0a1b2c3d4e5f60002", routes: { "0.0.0.0/0": nat } },
        ],
        subnets: [
          subnet(1, "us-east-1a", "rtb-0a1b2c3d4e5f60001", forLoadBalancers),
          subnet(2, "us-east-1b", "rtb-0a1b2c3d4e5f60001", forLoadBalancers),
          subnet(3, "us-east-1a", "rtb-0a1b2c3d4e5f60002"),
          subnet(4, "us-east-1b", "rtb-0a1b2c3d4e5f60002"),
        ],
      },
    ],
  },
};
