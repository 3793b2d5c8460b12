/** All policies. Add new ones here; a test compares this list with the files. */
import type { Policy } from "../policy";
import { blockPublicBuckets } from "./block-public-buckets";
import { encryptBuckets } from "./encrypt-buckets";
import { encryptClusterSecrets } from "./encrypt-cluster-secrets";
import { encryptDatabases } from "./encrypt-databases";
import { encryptLogs } from "./encrypt-logs";
import { encryptMessages } from "./encrypt-messages";
import { encryptSecrets } from "./encrypt-secrets";
import { encryptVolumes } from "./encrypt-volumes";
import { forbidAdministrators } from "./forbid-administrators";
import { forbidLoadBalancerServices } from "./forbid-load-balancer-services";
import { forbidOpenClusterEndpoint } from "./forbid-open-cluster-endpoint";
import { forbidOpenPorts } from "./forbid-open-ports";
import { forbidPrivilegedPods } from "./forbid-privileged-pods";
import { forbidPublicDatabases } from "./forbid-public-databases";
import { forbidPublicResourcePolicies } from "./forbid-public-resource-policies";
import { forbidWildcardPermissions } from "./forbid-wildcard-permissions";
import { keepDatabaseBackups } from "./keep-database-backups";
import { limitContainers } from "./limit-containers";
import { pinImages } from "./pin-images";
import { probeContainers } from "./probe-containers";
import { protectFromDeletion } from "./protect-from-deletion";
import { protectSearchDomains } from "./protect-search-domains";
import { requireTlsForBuckets } from "./require-tls-for-buckets";
import { requireTlsForDatabases } from "./require-tls-for-databases";
import { requireTlsForIngresses } from "./require-tls-for-ingresses";
import { requireTlsForMessages } from "./require-tls-for-messages";
import { retainLogs } from "./retain-logs";
import { rotateKeys } from "./rotate-keys";
import { runAsNonRoot } from "./run-as-non-root";
import { tagResources } from "./tag-resources";
import { useCurrentInstances } from "./use-current-instances";

export const policies: readonly Policy[] = [
  blockPublicBuckets,
  encryptBuckets,
  encryptClusterSecrets,
  encryptDatabases,
  encryptLogs,
  encryptMessages,
  encryptSecrets,
  encryptVolumes,
  forbidAdministrators,
  forbidLoadBalancerServices,
  forbidOpenClusterEndpoint,
  forbidOpenPorts,
  forbidPrivilegedPods,
  forbidPublicDatabases,
  forbidPublicResourcePolicies,
  forbidWildcardPermissions,
  keepDatabaseBackups,
  limitContainers,
  pinImages,
  probeContainers,
  protectFromDeletion,
  protectSearchDomains,
  requireTlsForBuckets,
  requireTlsForDatabases,
  requireTlsForIngresses,
  requireTlsForMessages,
  retainLogs,
  rotateKeys,
  runAsNonRoot,
  tagResources,
  useCurrentInstances,
];
