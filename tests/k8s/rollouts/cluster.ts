import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { ensurePrograms } from "@groundwork/testbed/control-plane/build";
import {
  type ControlPlane,
  PartsUnavailable,
  startControlPlane,
} from "@groundwork/testbed/control-plane/index";
import { ApiServer } from "@groundwork/testbed/kubelet/api-server";
import { Kubelets } from "@groundwork/testbed/kubelet/index";
import { serveMetrics } from "@groundwork/testbed/kubelet/metrics-api";
import type { PodObject } from "@groundwork/testbed/kubelet/pod-object";
import type { ContainerProcess } from "@groundwork/testbed/kubelet/running-pod";
import { LoadBalancer } from "@groundwork/testbed/load-balancer/index";
import { ensureEnvoy } from "@groundwork/testbed/load-balancer/install";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import type { TemporaryFolder } from "@groundwork/testbed/processes/temporary";
import { launchGallery, newToken, runMigrations, temporaryDirectory } from "../../../app/local/gallery";
import { image } from "../../../k8s/image";

const run = promisify(execFile);

/** A control plane whose pods are processes of the gallery, a database, and a load balancer. */
export class RolloutCluster {
  private constructor(
    readonly plane: ControlPlane,
    readonly api: ApiServer,
    readonly kubelets: Kubelets,
    readonly balancer: LoadBalancer,
    private readonly postgres: PostgresCluster,
    private readonly photos: TemporaryFolder,
    private readonly stopMetrics: () => void,
    /** Unexpected errors of the kubelets. They make a result worthless. */
    readonly errors: readonly unknown[],
  ) {}

  /**
   * @param environmentOf environment variables of a pod's process besides those that all have
   * @throws PartsUnavailable if a program cannot be downloaded or built
   */
  static async start(
    progress: (line: string) => void,
    environmentOf: (pod: PodObject) => Record<string, string> = () => ({}),
  ): Promise<RolloutCluster> {
    if (process.platform !== "linux")
      throw new PartsUnavailable(
        ["each pod has an address in 127.0.0.0/8, as only Linux has them"],
        "The cluster",
      );
    // Before anything is started.
    await ensureEnvoy(progress);
    await ensurePrograms(progress);
    const photos = temporaryDirectory();
    const postgres = await startPostgres({ replicas: 1 });
    await runMigrations(postgres.environment);
    const balancer = await LoadBalancer.start(progress);
    const plane = await startControlPlane(progress, { pods: "external" });
    const errors: unknown[] = [];
    const start = galleryStarter({ ...postgres.environment, PHOTOS_DIRECTORY: photos.path }, environmentOf);
    const onError = (error: unknown) => {
      errors.push(error);
      progress(`ERROR of a kubelet: ${error}`);
    };
    const kubelets = Kubelets.start(plane.kubeconfig, start, onError, progress);
    const api = new ApiServer(plane.kubeconfig);
    const stopMetrics = await serveMetrics(api, plane.folder, () => kubelets.processes());
    return new RolloutCluster(plane, api, kubelets, balancer, postgres, photos, stopMetrics, errors);
  }

  async stop(): Promise<void> {
    this.stopMetrics();
    await this.kubelets.stop();
    this.api.close();
    await this.plane.stop();
    await this.balancer.stop();
    await this.postgres.stop();
    this.photos.remove();
  }

  /** Runs kubectl. @throws Error with its output */
  async kubectl(...args: string[]): Promise<string> {
    const flags = [
      `--kubeconfig=${this.plane.kubeconfig}`,
      `--cache-dir=${join(this.plane.folder, "kubectl")}`,
    ];
    const { stdout } = await run(this.plane.kubectl, [...flags, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  async apply(manifests: readonly Pick<Manifest, "file" | "yaml">[]): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-manifests-"));
    try {
      for (const { file, yaml } of manifests) writeFileSync(join(folder, file), yaml);
      await this.kubectl("apply", "--server-side", "--force-conflicts", "-f", folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/**
 * Starts the gallery's API as the image does, on the pod's address. What the container's environment has from AWS is local. As
 * many processes start at the same time as this machine has CPUs: a cluster has more.
 */
function galleryStarter(
  environment: Record<string, string>,
  environmentOf: (pod: PodObject) => Record<string, string>,
): (pod: PodObject, address: string) => Promise<ContainerProcess> {
  const token = newToken();
  const slots = new Slots(cpus().length);
  return async (pod, address) => {
    const free = await slots.take();
    const running = await launchGallery(
      {
        ...environment,
        HOST: address,
        PORT: String(image.httpPort),
        METRICS_PORT: String(image.metricsPort),
        CURATOR_TOKEN: token,
        TRUSTED_PROXY_HOPS: "1",
        SWEEP_INTERVAL_MINUTES: "0",
        // The local database allows 120 connections for all pods.
        DATABASE_POOL_SIZE: "2",
        VERSION: pod.spec.containers[0]?.image.split(":").at(-1) ?? "",
        ...environmentOf(pod),
      },
      "api",
    );
    // Until it logs that it serves, or for 20 s.
    const look = (chunk: Buffer) => chunk.includes('"msg":"serving"') && free();
    running.child.stdout?.on("data", look);
    setTimeout(free, 20_000).unref();
    void running.ended.then(free);
    return {
      pid: running.pid,
      ended: running.ended,
      signal(name) {
        try {
          process.kill(running.pid, name);
        } catch {
          // It has ended.
        }
      },
    };
  };
}

/** Limits how many do something at the same time. */
class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Waits for a slot, and returns the function that frees it. */
  async take(): Promise<() => void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    };
  }
}
