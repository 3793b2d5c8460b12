import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue, UNKNOWN } from "../properties";

/** High: a domain stores the logs of all containers. */
export const protectSearchDomains: ResourcePolicy = {
  name: "protect-search-domains",
  level: "mandatory",
  severity: "high",
  description:
    "OpenSearch domains are in a VPC, encrypted on disk, between nodes and to clients, and have no open access.",
  reason: "By default, a domain has a public endpoint, and encrypts neither its disks nor its connections.",
  fix: "Set vpcOptions, encryptAtRest with a customer managed key, nodeToNodeEncryption, enforceHttps with TLS 1.2, and advancedSecurityOptions.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/opensearch-controls.html",
  types: ["aws:opensearch/domain:Domain"],
  *check({ properties }) {
    const isOn = (path: string) => {
      const value = getValue(properties, path);
      return value === true || value === UNKNOWN;
    };
    if (getValue(properties, "vpcOptions.subnetIds") === undefined) yield "it has a public endpoint";
    if (
      !isOn("encryptAtRest.enabled") ||
      !isCustomerManagedKey(getValue(properties, "encryptAtRest.kmsKeyId"))
    )
      yield "its disks are not encrypted with a customer managed key";
    if (!isOn("nodeToNodeEncryption.enabled")) yield "connections between its nodes are not encrypted";
    const tls = String(getValue(properties, "domainEndpointOptions.tlsSecurityPolicy"));
    if (!isOn("domainEndpointOptions.enforceHttps") || !tls.startsWith("Policy-Min-TLS-1-2"))
      yield "it accepts connections without TLS 1.2";
    if (!isOn("advancedSecurityOptions.enabled")) yield "every client that reaches it can read everything";
  },
};
