import type { ResourcePolicy } from "../policy";
import { at, listAt, numberAt } from "../properties";
import { isOpen } from "../reach";

/** What the world may reach: a web server. */
const PUBLIC_PORTS = [80, 443];

/** High: a port that the world can reach is found within minutes. */
export const forbidOpenPorts: ResourcePolicy = {
  name: "forbid-open-ports",
  level: "mandatory",
  severity: "high",
  demands: "No security group lets the whole internet in, except to ports 80 and 443.",
  reason: "Databases, SSH and the insides of clusters are attacked as soon as they can be reached.",
  fix: "Name the security group or the address blocks that need the port.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  types: [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  ],
  *check({ type, properties }) {
    const inline = type.endsWith("SecurityGroup");
    if (type.endsWith(":SecurityGroupRule") && at(properties, "type") === "egress") return;
    for (const rule of inline ? listAt(properties, "ingress") : [properties]) {
      const sources = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"].flatMap((name) =>
        listAt(rule, name),
      );
      const open = sources.filter(isOpen);
      const ports = { from: numberAt(rule, "fromPort"), to: numberAt(rule, "toPort") };
      const web = ports.from === ports.to && PUBLIC_PORTS.includes(ports.from);
      if (open.length > 0 && !web) yield `${open.join(" and ")} reach ${shown(rule, ports)}`;
    }
  },
};

function shown(rule: unknown, { from, to }: { from: number; to: number }): string {
  const all = ["-1", "all"].includes(String(at(rule, "ipProtocol") ?? at(rule, "protocol")));
  if (all || Number.isNaN(from) || from < 0) return "every port";
  return from === to ? `port ${from}` : `ports ${from} to ${to}`;
}
