import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidOpenPorts } from "../../../policy/rules/forbid-open-ports";
import { type Known, resource, violationsOf } from "../violations";

const rule = (properties: Known<aws.vpc.SecurityGroupIngressRuleArgs>) =>
  violationsOf(
    forbidOpenPorts,
    resource<aws.vpc.SecurityGroupIngressRuleArgs>(
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      {
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        ...properties,
      },
    ),
  );

test.each([
  ["another security group", { referencedSecurityGroupId: "sg-1" }],
  ["an address block", { cidrIpv4: "203.0.113.0/24" }],
  ["an unknown block", { cidrIpv4: UNKNOWN }],
  ["the internet, to a web server", { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 }],
])("ingress from %s is accepted", (_, properties) => {
  expect(rule(properties)).toBe("");
});

test.each([
  ["0.0.0.0/0", { cidrIpv4: "0.0.0.0/0" }, "port 5432"],
  ["::/0", { cidrIpv6: "::/0" }, "port 5432"],
  ["half of the internet", { cidrIpv4: "128.0.0.0/1" }, "port 5432"],
  ["all of IPv6 in use", { cidrIpv6: "2000::/3" }, "port 5432"],
  [
    "the internet, to a range that includes a web server's port",
    { cidrIpv4: "0.0.0.0/0", fromPort: 0, toPort: 65535 },
    "ports 0 to 65535",
  ],
  ["every protocol", { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, "every port"],
])("ingress from %s is rejected", (_, properties, reached) => {
  expect(rule(properties)).toContain(`reach ${reached}`);
});

test("separate rules, inline rules and old-style rules count; egress does not", () => {
  const group = resource<aws.ec2.SecurityGroupArgs>("aws:ec2/securityGroup:SecurityGroup", {
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: ["fd00::/8", "::/0"] }],
  });
  expect(violationsOf(forbidOpenPorts, group)).toContain("::/0 can reach port 22");
  const old = (type: string) =>
    resource<aws.ec2.SecurityGroupRuleArgs>("aws:ec2/securityGroupRule:SecurityGroupRule", {
      type,
      protocol: "all",
      cidrBlocks: ["0.0.0.0/0"],
    });
  expect(violationsOf(forbidOpenPorts, old("ingress"))).toContain("every port");
  expect(violationsOf(forbidOpenPorts, old("egress"))).toBe("");
});
