import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { definitionFolder } from "@groundwork/rehearse/real-kubernetes/auto-mode";
import { type ControlPlane, startControlPlane } from "@groundwork/testbed/control-plane";
import { until } from "@groundwork/testbed/processes/until";

/** The result of a kubectl command. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A running cluster with the custom resources of Auto Mode. */
export class Cluster {
  private readonly server: { url: string; token: string };
  private readonly agent: Agent;

  private constructor(private readonly plane: ControlPlane) {
    const { clusters, users } = JSON.parse(readFileSync(plane.kubeconfig, "utf8"));
    this.server = { url: clusters[0].cluster.server, token: users[0].user.token };
    this.agent = new Agent({
      keepAlive: true,
      ca: readFileSync(clusters[0].cluster["certificate-authority"]),
    });
  }

  static async start(): Promise<Cluster> {
    const cluster = new Cluster(await startControlPlane());
    await cluster.kubectl("apply", "--server-side", "-f", definitionFolder);
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    return cluster;
  }

  stop(): Promise<void> {
    this.agent.destroy();
    return this.plane.stop();
  }

  /** Path of a kubeconfig with administrator permissions. */
  get kubeconfig(): string {
    return this.plane.kubeconfig;
  }

  /** Folder of its kubectl. */
  get programs(): string {
    return dirname(this.plane.kubectl);
  }

  private get flags(): string[] {
    // A cache beside the cluster, not in the user's home.
    return [`--kubeconfig=${this.plane.kubeconfig}`, `--cache-dir=${join(this.plane.folder, "kubectl")}`];
  }

  /** Runs kubectl and throws when it fails. */
  async kubectl(...args: string[]): Promise<string> {
    const answer = await this.try(...args);
    if (answer.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${answer.error}`);
    return answer.out;
  }

  /** Runs kubectl and returns its output, even if it fails. */
  try(...args: string[]): Promise<Answer> {
    return new Promise((resolve) => {
      const options = { maxBuffer: 64 * 1024 * 1024 };
      execFile(this.plane.kubectl, [...this.flags, ...args], options, (failure, out, error) =>
        resolve({
          code: failure === null ? 0 : typeof failure.code === "number" ? failure.code : 1,
          out,
          error,
        }),
      );
    });
  }

  /** Applies files on the server, with strict field validation. */
  async apply(
    files: readonly { readonly file: string; readonly yaml: string }[],
    ...options: string[]
  ): Promise<Answer> {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-manifests-"));
    try {
      for (const { file, yaml } of files) writeFileSync(join(folder, file), yaml);
      return await this.try("apply", "--server-side", "--validate=strict", ...options, "-f", folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Creates one object, and fails if it exists. */
  create(yaml: string): Promise<Answer> {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-manifests-"));
    const file = join(folder, "object.yaml");
    writeFileSync(file, yaml);
    return this.try("create", "-f", file).finally(() => rmSync(folder, { recursive: true }));
  }

  /**
   * Rolls out a version as the program does: first everything that the pods need, then the migration, and after its
   * success the rest. Throws with the Job's reason when it fails.
   */
  async deploy(manifests: readonly Manifest[]): Promise<void> {
    const at = manifests.findIndex(isMigration);
    const migration = manifests[at];
    if (migration === undefined) throw new Error("the manifests contain no migration");
    await this.mustApply(manifests.slice(0, at + 1));
    await this.untilFinished(migration.name);
    await this.mustApply(manifests.slice(at + 1));
  }

  async get<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.kubectl("get", ...args, "-o", "json"));
  }

  /** Waits until all pods run the newest version and are available. */
  async untilRolledOut(name: string): Promise<void> {
    await this.kubectl("-n", "gallery", "rollout", "status", `deployment/${name}`, "--timeout=60s");
  }

  private async mustApply(manifests: readonly Manifest[]): Promise<void> {
    // As the program does with the annotation pulumi.com/patchForce, after a change with kubectl.
    const { code, error } = await this.apply(manifests, "--force-conflicts");
    if (code !== 0) throw new Error(error);
  }

  private async untilFinished(job: string): Promise<void> {
    const condition = await until(async () => {
      const path = `/apis/batch/v1/namespaces/gallery/jobs/${job}`;
      const { status } = await this.read<{ status: { conditions?: Condition[] } }>(path);
      return status.conditions?.find(
        ({ type, status }) => status === "True" && ["Complete", "Failed"].includes(type),
      );
    });
    if (condition.type === "Failed")
      throw new Error(`${job} failed: ${condition.reason}: ${condition.message}`);
  }

  /** Watches the pods of one part of the gallery; `stop` returns the smallest number of serving pods at any moment. */
  async watch(name: string): Promise<{ stop(): Promise<{ fewest: number; most: number }> }> {
    const fields =
      '{.metadata.name} {.status.conditions[?(@.type=="Ready")].status} {.metadata.deletionTimestamp}{"\\n"}';
    const child = spawn(this.plane.kubectl, [
      ...this.flags,
      ...["-n", "gallery", "get", "pods", "-l", `app.kubernetes.io/name=${name}`],
      ...["--watch", "-o", `jsonpath=${fields}`],
    ]);
    const serving = new Set<string>();
    const start = (await this.pods(name)).filter(isServing).map(({ metadata }) => metadata.name);
    for (const pod of start) serving.add(pod);
    const counts = [serving.size];
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [pod = "", ready, deleted] = line.split(" ");
        if (ready === "True" && !deleted) serving.add(pod);
        else serving.delete(pod);
        counts.push(serving.size);
      }
    });
    await sleep(300);
    return {
      async stop() {
        // Waits for pending events.
        await sleep(300);
        child.kill();
        return { fewest: Math.min(...counts), most: Math.max(...counts) };
      },
    };
  }

  async pods(name: string): Promise<PodObject[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${name}`);
    const path = `/api/v1/namespaces/gallery/pods?labelSelector=${selector}`;
    return (await this.read<{ items: PodObject[] }>(path)).items;
  }

  /** Sends requests to the API server directly: kubectl is too slow for frequent requests. */
  private read<T>(path: string): Promise<T> {
    const headers = { authorization: `Bearer ${this.server.token}` };
    return new Promise((resolve, reject) => {
      const call = request(`${this.server.url}${path}`, { agent: this.agent, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`${path}: ${response.statusCode} ${body}`));
      });
      call.once("error", reject);
      call.end();
    });
  }

  async servingPods(name: string): Promise<PodObject[]> {
    return (await this.pods(name)).filter(isServing);
  }
}

/** Whether an object is the Job of the gallery's migration. */
export const isMigration = ({ kind, namespace }: Manifest): boolean =>
  kind === "Job" && namespace === "gallery";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Record<string, string>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly image: string;
      readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
    }[];
  };
  readonly status: { readonly podIP?: string; readonly conditions?: readonly Condition[] };
}

function isServing({ metadata, status }: PodObject): boolean {
  const ready = status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  return ready && metadata.deletionTimestamp === undefined;
}

/** Retries until there is a result. */
