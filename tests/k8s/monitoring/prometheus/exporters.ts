import { createServer, type Server } from "node:http";

/**
 * Simulates exporters that only a cluster has, with the metrics of a healthy machine. The gallery, Prometheus and
 * Alertmanager are real; promtool tests the rules on these metrics (rules.test.ts).
 */
const healthy: Readonly<Record<string, (seconds: number) => string[]>> = {
  "node-exporter": (seconds) => [
    `node_cpu_seconds_total{cpu="0",mode="idle",node="node-1"} ${0.9 * seconds}`,
    'node_memory_MemAvailable_bytes{node="node-1"} 3e9',
    'node_memory_MemTotal_bytes{node="node-1"} 4e9',
    'node_filesystem_avail_bytes{node="node-1",device="/dev/nvme1n1p1",fstype="xfs",mountpoint="/local"} 8e10',
    'node_filesystem_size_bytes{node="node-1",device="/dev/nvme1n1p1",fstype="xfs",mountpoint="/local"} 1e11',
  ],
  "kube-state-metrics": () => [
    'kube_node_status_condition{node="node-1",condition="Ready",status="true"} 1',
    'kube_deployment_status_condition{namespace="gallery",deployment="api",condition="Progressing",status="false"} 0',
    'kube_pod_status_phase{namespace="gallery",pod="api-1",phase="Pending"} 0',
    'kube_pod_container_status_restarts_total{namespace="gallery",pod="api-1",container="api"} 1',
  ],
  kubelet: () => [
    'kubelet_volume_stats_available_bytes{namespace="monitoring",persistentvolumeclaim="db"} 8e10',
    'kubelet_volume_stats_capacity_bytes{namespace="monitoring",persistentvolumeclaim="db"} 1e11',
  ],
};

/** Serves /JOB for each job. */
export async function startExporters(): Promise<{ jobs: readonly string[]; port: number; stop(): void }> {
  const startedAt = Date.now();
  const server = createServer((request, response) => {
    const metrics = healthy[request.url?.slice(1) ?? ""];
    response.writeHead(metrics === undefined ? 404 : 200, { "content-type": "text/plain; version=0.0.4" });
    response.end(`${metrics?.((Date.now() - startedAt) / 1000).join("\n")}\n`);
  });
  const port = await listen(server);
  return {
    jobs: Object.keys(healthy),
    port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Opens a free loopback port. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
