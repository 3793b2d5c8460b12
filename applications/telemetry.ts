/** The Collector of logs and traces. */
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import type { Cluster } from "../infra/cluster";
import type { EncryptionKey } from "../infra/encryption-key";
import { TelemetryStore } from "../infra/telemetry-store";
import type { Storage } from "../k8s/storage";
import { gateway } from "../k8s/telemetry/addresses";
import { Collector } from "../k8s/telemetry/collector";
import type { Destination } from "../k8s/telemetry/destinations";
import type { Settings } from "../settings";
import { galleryNamespace } from "./gallery";

/** What the Collector needs of the stack. */
interface TelemetryParts {
  readonly account: Account;
  /** Encrypts logs. */
  readonly platformKey: EncryptionKey;
  readonly options: pulumi.ComponentResourceOptions;
  readonly cluster: Cluster;
  readonly storage: Storage;
  readonly inCluster: pulumi.ComponentResourceOptions;
}

/** Creates the Collector in the cluster, unless `telemetry` is `off`, and the log group with `cloudwatch`. */
export function createTelemetry(
  settings: Settings,
  parts: TelemetryParts,
  dependsOn: pulumi.Resource[],
): void {
  const { telemetry, gallery, egressBy, nodes } = settings;
  if (telemetry === undefined) return;
  const { cluster, storage, inCluster } = parts;
  const { receiver } = telemetry;
  new Collector(
    "telemetry",
    {
      destination: receiver === undefined ? createStore(settings, parts) : { kind: "otlp", ...receiver },
      sampling: telemetry.sampling,
      accessLogPercent: telemetry.accessLogPercent,
      environment: pulumi.getStack(),
      clusterName: cluster.name,
      applicationsNamespace: gallery.isOn ? galleryNamespace : undefined,
      // The smallest nodes have one vCPU, and the autoscaler replaces nodes one after the other.
      maxNodes: nodes.vcpu,
      dnsCidr: cluster.dnsCidr,
      egressBy,
      storage,
    },
    { ...inCluster, dependsOn },
  );
}

/** Creates the log group, and the gateway's access to it and to X-Ray. */
function createStore(
  { region, logRetentionDays }: Settings,
  { account, cluster, platformKey, options }: TelemetryParts,
): Destination {
  const store = new TelemetryStore(
    "telemetry-store",
    {
      clusterName: cluster.name,
      workload: { namespace: gateway.namespace, serviceAccount: gateway.name },
      logKeyArn: platformKey.arn,
      logRetentionDays,
      account,
    },
    options,
  );
  const { logGroupName, access } = store;
  return { kind: "cloudwatch", region, dnsSuffix: account.dnsSuffix, logGroupName, access: [access] };
}
