/** The Collector of logs and traces. */
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../infra/cluster";
import { Collector } from "../k8s/telemetry/collector";
import type { Settings } from "../settings";
import { galleryNamespace } from "./gallery";

/** Creates the Collector in the cluster, unless `telemetry` is `off`. */
export function createTelemetry(
  { telemetry, gallery, egressBy, nodes }: Settings,
  { cluster, inCluster }: { readonly cluster: Cluster; readonly inCluster: pulumi.ComponentResourceOptions },
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
    },
    { ...inCluster, dependsOn },
  );
}
