/** Rules of security groups. */
import { IPv6 } from "ipaddr.js";
import { blockProblems } from "../../cidr";
import type { Rule } from "../../package";
import { same } from "../../paths";
import type { Properties } from "../../resource-type";
import { docs, isGiven, objectsAt, others, problemsOf, textsAt, wrong } from "./messages";

const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
const identity = ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...sources];

const ipv6Problem = (input: string, block: unknown, source: string) =>
  typeof block === "string" &&
  !IPv6.isValidCIDR(block) &&
  wrong(input, block, "an IPv6 CIDR block is allowed", source);

/** TCP and UDP need ports in order. ICMP has a type and a code in their place. */
function portProblems(
  prefix: string,
  { protocol, from, to }: Record<string, unknown>,
  source: string,
): string[] {
  const withPorts = ["tcp", "udp", "6", "17"].includes(String(protocol));
  const missing = !isGiven(from) || !isGiven(to);
  return problemsOf(
    withPorts && missing && wrong(`${prefix}fromPort`, from, `${protocol} needs fromPort and toPort`, source),
    withPorts &&
      !missing &&
      Number(from) > Number(to) &&
      wrong(`${prefix}fromPort`, from, `at most toPort, ${to}, is allowed`, source),
  );
}

const ruleOf =
  (type: string, source: string): Rule =>
  (subject) => {
    const { inputs } = subject;
    const given = sources.filter((name) => isGiven(inputs[name]));
    const twin = others(subject, type).find(({ inputs: other }) =>
      identity.every((name) => same(other[name], inputs[name])),
    );
    return [
      ...problemsOf(
        given.length === 0 && wrong("cidrIpv4", undefined, `one of ${sources.join(", ")} is needed`, source),
        given.length > 1 &&
          wrong(
            given.join(" and "),
            given.map((name) => inputs[name]),
            "one source is allowed",
            source,
          ),
        ipv6Problem("cidrIpv6", inputs.cidrIpv6, source),
        twin &&
          wrong(
            "securityGroupId",
            inputs.securityGroupId,
            `it has this rule already, "${twin.name}"`,
            source,
          ),
      ),
      ...(typeof inputs.cidrIpv4 === "string" ? blockProblems("cidrIpv4", inputs.cidrIpv4) : []),
      ...portProblems("", { protocol: inputs.ipProtocol, from: inputs.fromPort, to: inputs.toPort }, source),
    ];
  };

const api = `${docs}/AWSEC2/latest/APIReference`;

const group: Rule = ({ inputs }) =>
  (["ingress", "egress"] as const).flatMap((direction) =>
    objectsAt(inputs[direction]).flatMap((rule: Properties, index) => {
      const at = `${direction}[${index}]`;
      const source = `${api}/API_IpPermission.html`;
      return [
        ...textsAt(rule.cidrBlocks).flatMap((block) => blockProblems(`${at}.cidrBlocks`, block)),
        ...textsAt(rule.ipv6CidrBlocks).flatMap((block) =>
          problemsOf(ipv6Problem(`${at}.ipv6CidrBlocks`, block, source)),
        ),
        ...portProblems(`${at}.`, { protocol: rule.protocol, from: rule.fromPort, to: rule.toPort }, source),
      ];
    }),
  );

const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export const rules: Readonly<Record<string, Rule>> = {
  "aws:ec2/securityGroup:SecurityGroup": group,
  [ingress]: ruleOf(ingress, `${api}/API_AuthorizeSecurityGroupIngress.html`),
  [egress]: ruleOf(egress, `${api}/API_AuthorizeSecurityGroupEgress.html`),
};
