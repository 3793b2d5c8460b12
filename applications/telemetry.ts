/** The Collector of logs and traces. */
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../infra/cluster";
import type { Storage } from "../k8s/storage";
import { Collector } from "../k8s/telemetry/collector";
import type { Settings } from "../settings";
import { galleryNamespace } from "./gallery";

/** What the Collector needs of the stack. */
interface TelemetryParts {
  readonly cluster: Cluster;
  readonly storage: Storage;
  readonly inCluster: pulumi.ComponentResourceOptions;
}

/** Creates the Collector in the cluster, unless `telemetry` is `off`. */
export function createTelemetry(
  { telemetry, gallery, egressBy, nodes }: Settings,
  { cluster, storage, inCluster }: TelemetryParts,
  dependsOn: pulumi.Resource[],
): void {
  if (telemetry === undefined) return;
  new Collector(
    "telemetry",
    {
      receiver: { url: telemetry.url, cidrs: telemetry.cidrs },
      sampling: telemetry.sampling,
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
