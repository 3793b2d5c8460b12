/** The zones of the simulated nodes: those of the stacks' region, so that zone rules match real names. */
const zones = ["us-east-1a", "us-east-1b", "us-east-1c"] as const;

/**
 * Six nodes, two per zone, of the size that Auto Mode often selects for small workloads. kwok simulates their
 * kubelets.
 */
export const nodes = zones.flatMap((zone, index) =>
  [1, 2].map((number) => {
    const name = `node-${index * 2 + number}`;
    const size = { cpu: "4", memory: "16Gi", pods: "110", "ephemeral-storage": "80Gi" };
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "kubernetes.io/arch": number === 1 ? "arm64" : "amd64",
          "topology.kubernetes.io/region": zone.slice(0, -1),
          "topology.kubernetes.io/zone": zone,
        },
      },
      status: { allocatable: size, capacity: size },
    };
  }),
);
