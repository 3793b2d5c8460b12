import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getList, getValue, UNKNOWN } from "../properties";

/** High: Kubernetes stores Secrets unencrypted unless a key is configured. */
export const encryptClusterSecrets: ResourcePolicy = {
  name: "encrypt-cluster-secrets",
  level: "mandatory",
  severity: "high",
  description: "A cluster encrypts its Secrets with a customer managed key.",
  reason:
    "Secrets contain passwords and tokens. Access to a customer managed key can be revoked, and its use is logged.",
  fix: 'Set encryptionConfig with the key\'s ARN and resources ["secrets"]; it cannot be disabled later.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html#eks-3",
  types: ["aws:eks/cluster:Cluster"],
  *check({ properties }) {
    const config = getValue(properties, "encryptionConfig");
    const resources = getList(config, "resources");
    const secrets = resources.includes("secrets") || resources.includes(UNKNOWN);
    if (config === UNKNOWN || (secrets && isCustomerManagedKey(getValue(config, "provider.keyArn")))) return;
    yield "its Secrets are not encrypted with a customer managed key";
  },
};
