import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../control-plane/processes";
import { type Supervised, supervise } from "../processes/supervised";
import { type TemporaryFolder, temporaryFolder } from "../processes/temporary";
import { assignment, bootstrap, cluster, routes, type WeightedTargets } from "./configuration";
import { ensureEnvoy } from "./install";

/**
 * Envoy on a loopback port, in front of sets of targets. Sets and weights change while it runs, without a lost request. A
 * `TargetGroup` gives it the targets of a load balancer of AWS, with its delays.
 */
export class LoadBalancer {
  private readonly targets = new Map<string, readonly string[]>();
  private readonly hosts = new Map<string, readonly WeightedTargets[]>();
  private version = 0;

  private constructor(
    /** Such as `http://127.0.0.1:40001`. Requests select a route with their Host header. */
    readonly url: string,
    private readonly admin: string,
    private readonly folder: TemporaryFolder,
    private readonly running: Supervised & { readonly pid: number },
  ) {}

  /** Starts Envoy without routes. It ends with this process at the latest. */
  static async start(progress?: (line: string) => void): Promise<LoadBalancer> {
    const program = await ensureEnvoy(progress);
    const folder = temporaryFolder("groundwork-load-balancer-");
    const ports = { listen: await freePort(), admin: await freePort() };
    const files = join(folder.path, "xds");
    mkdirSync(files);
    writeFileSync(join(folder.path, "bootstrap.json"), JSON.stringify(bootstrap(files, ports)));
    write(files, "clusters.json", 0, []);
    write(files, "routes.json", 0, [routes(new Map())]);
    const flags = ["--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"];
    const running = await supervise(program, ["-c", join(folder.path, "bootstrap.json"), ...flags], {
      env: {},
      stopSignal: "TERM",
    });
    const admin = `http://127.0.0.1:${ports.admin}`;
    const balancer = new LoadBalancer(`http://127.0.0.1:${ports.listen}`, admin, folder, running);
    await balancer.untilReady();
    return balancer;
  }

  /** The process id of Envoy. */
  get pid(): number {
    return this.running.pid;
  }

  /** Sets the addresses (`HOST:PORT`) of a set of targets, and creates the set if it does not exist. */
  setTargets(name: string, addresses: readonly string[]): void {
    const isNew = !this.targets.has(name);
    this.targets.set(name, addresses);
    write(this.files, `targets-${name}.json`, ++this.version, [assignment(name, addresses)]);
    if (isNew)
      write(
        this.files,
        "clusters.json",
        ++this.version,
        [...this.targets.keys()].map((each) => cluster(this.files, each)),
      );
  }

  /**
   * Distributes the requests for a host among sets of targets.
   * @throws Error if a set does not exist, or if the weights are not whole numbers with a positive sum
   */
  setRoute(host: string, shares: readonly WeightedTargets[]): void {
    for (const { targets, weight } of shares) {
      if (!this.targets.has(targets))
        throw new Error(`no set of targets is named ${targets}: ${[...this.targets.keys()].join(", ")}`);
      if (!Number.isInteger(weight) || weight < 0)
        throw new Error(`the weight of ${targets} is ${weight}; it must be a whole number from 0`);
    }
    if (!shares.some(({ weight }) => weight > 0)) throw new Error(`the weights for ${host} have the sum 0`);
    this.hosts.set(host, shares);
    write(this.files, "routes.json", ++this.version, [routes(this.hosts)]);
  }

  /** A counter or gauge of Envoy by its name, such as `cluster.api.upstream_rq_active`. 0 if it does not exist. */
  async statistic(name: string): Promise<number> {
    const response = await fetch(`${this.admin}/stats?format=json&filter=^${name.replaceAll(".", "\\.")}$`);
    const { stats } = (await response.json()) as { stats: { name: string; value: number }[] };
    return stats.find((each) => each.name === name)?.value ?? 0;
  }

  async stop(): Promise<void> {
    if (this.running.child.exitCode === null) process.kill(this.running.pid, "SIGTERM");
    await this.running.ended;
    this.folder.remove();
  }

  private get files(): string {
    return join(this.folder.path, "xds");
  }

  private async untilReady(): Promise<void> {
    for (const end = Date.now() + 30_000; ; await sleep(50)) {
      const response = await fetch(`${this.admin}/ready`).catch(() => undefined);
      if (response?.ok) return;
      if (this.running.child.exitCode === null && Date.now() < end) continue;
      const output = this.running.output();
      await this.stop();
      throw new Error(`Envoy does not start:\n${output}`);
    }
  }
}

/** Envoy notices only files that are moved into the folder, and so never reads half a file. */
function write(folder: string, file: string, version: number, resources: readonly object[]): void {
  const draft = join(folder, `.${file}`);
  writeFileSync(draft, JSON.stringify({ version_info: String(version), resources }));
  renameSync(draft, join(folder, file));
}
