import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import type { ApiServer } from "./api-server";
import type { PodObject } from "./pod-object";

/** The kernel's clock ticks per second, for all architectures of Node.js. https://man7.org/linux/man-pages/man3/sysconf.3.html */
const ticksPerSecond = 100;
/** metrics-server measures this often by default. */
const intervalSeconds = 15;

interface Sample {
  readonly pod: PodObject;
  readonly at: number;
  readonly cpuSeconds: number;
  readonly memoryKib: number;
  /** Of the last interval. Undefined after the first sample. */
  readonly millicores?: number;
}

/**
 * Serves `metrics.k8s.io` from the CPU time and the memory that the processes of the pods really use, as metrics-server does
 * from the kubelets: https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
 *
 * @param processes the pods and their process ids
 * @returns a function that stops it
 */
export async function serveMetrics(
  api: ApiServer,
  folder: string,
  processes: () => readonly { readonly pod: PodObject; readonly pid: number }[],
): Promise<() => void> {
  const samples = new Map<string, Sample>();
  const measure = () => {
    const present = processes();
    const uids = new Set(present.map(({ pod }) => pod.metadata.uid));
    for (const uid of samples.keys()) if (!uids.has(uid)) samples.delete(uid);
    for (const { pod, pid } of present) {
      const uid = pod.metadata.uid ?? "";
      const next = sampleOf(pod, pid, samples.get(uid));
      if (next !== undefined) samples.set(uid, next);
    }
  };
  const timer = setInterval(measure, intervalSeconds * 1000);
  const [cert, key] = ["apiserver.crt", "apiserver.key"].map((file) =>
    readFileSync(join(folder, "serving", file)),
  );
  const server = createServer({ cert, key }, ({ url = "" }, response) => {
    const body = answer(new URL(url, "https://localhost"), [...samples.values()]);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? {}));
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  await register(api, port);
  return () => {
    clearInterval(timer);
    server.closeAllConnections();
    server.close();
  };
}

function sampleOf(pod: PodObject, pid: number, previous: Sample | undefined): Sample | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the name of the program, can contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    const memoryKib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const at = Date.now();
    const sample = { pod, at, cpuSeconds, memoryKib };
    // A restarted container begins again with 0.
    if (previous === undefined || previous.cpuSeconds > cpuSeconds) return sample;
    return {
      ...sample,
      millicores: ((cpuSeconds - previous.cpuSeconds) / ((at - previous.at) / 1000)) * 1000,
    };
  } catch {
    // The process has ended.
    return undefined;
  }
}

/** The API server reaches a Service of type ExternalName by its name, and so a port of this machine. */
async function register(api: ApiServer, port: number): Promise<void> {
  const name = "metrics";
  await api.post("/api/v1/namespaces/kube-system/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { type: "ExternalName", externalName: "localhost", ports: [{ port }] },
  });
  await api.post("/apis/apiregistration.k8s.io/v1/apiservices", {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { namespace: "kube-system", name, port },
    },
  });
}

function answer(url: URL, samples: readonly Sample[]): object | undefined {
  const base = "/apis/metrics.k8s.io/v1beta1";
  if (url.pathname === base)
    return {
      kind: "APIResourceList",
      apiVersion: "v1",
      groupVersion: "metrics.k8s.io/v1beta1",
      resources: [
        { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
      ],
    };
  const namespace = /^\/apis\/metrics\.k8s\.io\/v1beta1\/namespaces\/([^/]+)\/pods$/.exec(url.pathname)?.[1];
  if (namespace === undefined) return undefined;
  const matches = selectorOf(url.searchParams.get("labelSelector") ?? "");
  return {
    kind: "PodMetricsList",
    apiVersion: "metrics.k8s.io/v1beta1",
    metadata: {},
    items: samples
      .filter(({ pod }) => pod.metadata.namespace === namespace && matches(pod.metadata.labels ?? {}))
      .flatMap(toMetrics),
  };
}

/** Selectors by equality, which autoscalers of Deployments use. */
function selectorOf(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const pairs = text
    .split(",")
    .filter(Boolean)
    .map((part) => part.split("="));
  return (labels) => pairs.every(([key = "", value]) => labels[key] === value);
}

function toMetrics({ pod, at, millicores, memoryKib }: Sample): object[] {
  if (millicores === undefined) return [];
  const usage = { cpu: `${Math.round(millicores)}m`, memory: `${memoryKib}Ki` };
  return [
    {
      metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace, labels: pod.metadata.labels },
      timestamp: new Date(at).toISOString(),
      window: `${intervalSeconds}s`,
      containers: pod.spec.containers.map(({ name }) => ({ name, usage })),
    },
  ];
}
