import type { ResourcePolicy } from "../policy";
import { getList, getNumber, getValue } from "../properties";
import { isPublicBlock } from "../reach";

/** Ports of web servers, which can be public. */
const PUBLIC_PORTS = [80, 443];

/** High: scanners find a public port within minutes. */
export const forbidOpenPorts: ResourcePolicy = {
  name: "forbid-open-ports",
  level: "mandatory",
  severity: "high",
  description: "No security group allows access from the whole internet, except to ports 80 and 443.",
  reason: "Databases, SSH and internal ports of clusters are attacked as soon as they are reachable.",
  fix: "Allow only the security groups or address blocks that need the port.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  types: [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  ],
  *check({ type, properties }) {
    const inline = type.endsWith("SecurityGroup");
    if (type.endsWith(":SecurityGroupRule") && getValue(properties, "type") === "egress") return;
    for (const rule of inline ? getList(properties, "ingress") : [properties]) {
      const sources = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"].flatMap((name) =>
        getList(rule, name),
      );
      const open = sources.filter(isPublicBlock);
      const ports = { from: getNumber(rule, "fromPort"), to: getNumber(rule, "toPort") };
      const web = ports.from === ports.to && PUBLIC_PORTS.includes(ports.from);
      if (open.length > 0 && !web) yield `${open.join(" and ")} can reach ${describePorts(rule, ports)}`;
    }
  },
};

function describePorts(rule: unknown, { from, to }: { from: number; to: number }): string {
  const all = ["-1", "all"].includes(String(getValue(rule, "ipProtocol") ?? getValue(rule, "protocol")));
  if (all || Number.isNaN(from) || from < 0) return "every port";
  return from === to ? `port ${from}` : `ports ${from} to ${to}`;
}
