import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidOpenPorts } from "../../../policy/rules/forbid-open-ports";
import { type Known, resource, said } from "../asked";

const rule = (properties: Known<aws.vpc.SecurityGroupIngressRuleArgs>) =>
  said(
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
  ["a block that is not known yet", { cidrIpv4: UNKNOWN }],
  ["the world, to a web server", { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 }],
])("%s may come in", (_, properties) => {
  expect(rule(properties)).toBe("");
});

test.each([
  ["0.0.0.0/0", { cidrIpv4: "0.0.0.0/0" }, "port 5432"],
  ["::/0", { cidrIpv6: "::/0" }, "port 5432"],
  ["half the world", { cidrIpv4: "128.0.0.0/1" }, "port 5432"],
  ["all of IPv6 in use", { cidrIpv6: "2000::/3" }, "port 5432"],
  [
    "a range with a web server in it",
    { cidrIpv4: "0.0.0.0/0", fromPort: 0, toPort: 65535 },
    "ports 0 to 65535",
  ],
  ["every protocol", { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, "every port"],
])("%s may not", (_, properties, reached) => {
  expect(rule(properties)).toContain(`reach ${reached}`);
});

test("rules written into the group, and old-style rules, count; what goes out does not", () => {
  const group = resource<aws.ec2.SecurityGroupArgs>("aws:ec2/securityGroup:SecurityGroup", {
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: ["fd00::/8", "::/0"] }],
  });
  expect(said(forbidOpenPorts, group)).toContain("::/0 can reach port 22");
  const old = (type: string) =>
    resource<aws.ec2.SecurityGroupRuleArgs>("aws:ec2/securityGroupRule:SecurityGroupRule", {
      type,
      protocol: "all",
      cidrBlocks: ["0.0.0.0/0"],
    });
  expect(said(forbidOpenPorts, old("ingress"))).toContain("every port");
  expect(said(forbidOpenPorts, old("egress"))).toBe("");
});
