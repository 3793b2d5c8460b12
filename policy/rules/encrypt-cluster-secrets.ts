import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at, listAt, UNKNOWN } from "../properties";

/** High: Kubernetes keeps Secrets as they are, unless a key encrypts them. */
export const encryptClusterSecrets: ResourcePolicy = {
  name: "encrypt-cluster-secrets",
  level: "mandatory",
  severity: "high",
  demands: "A cluster encrypts its Secrets with a key of the customer's own.",
  reason:
    "They hold passwords and tokens; a key of one's own can be taken away, and its use is in the audit log.",
  fix: 'Set encryptionConfig with the key\'s ARN and resources ["secrets"]; it cannot be taken back.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html#eks-3",
  types: ["aws:eks/cluster:Cluster"],
  *check({ properties }) {
    const config = at(properties, "encryptionConfig");
    const resources = listAt(config, "resources");
    const secrets = resources.includes("secrets") || resources.includes(UNKNOWN);
    if (config === UNKNOWN || (secrets && isCustomerKey(at(config, "provider.keyArn")))) return;
    yield "its Secrets are not encrypted with a key of the customer's own";
  },
};
