import { setTimeout as sleep } from "node:timers/promises";
import { loopbackOf, type PodObject, portNumber } from "./pod-object";
import { type Probe, startProbing } from "./probe";

/** A process that takes the place of a container. */
export interface ContainerProcess {
  readonly pid: number;
  /** Sends a signal; nothing happens if the process has ended. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
}

/** Starts the process of a pod, which listens on the container's ports on this loopback address. */
export type StartProcess = (pod: PodObject, address: string) => Promise<ContainerProcess>;

/** What a kubelet reports about a container. */
export interface ContainerState {
  readonly started: boolean;
  readonly ready: boolean;
  readonly restarts: number;
}

/** One pod with its process: started, probed, restarted and ended as a kubelet does it, by the figures in the manifest. */
export class RunningPod {
  private process: ContainerProcess | undefined;
  private state: ContainerState = { started: false, ready: false, restarts: 0 };
  private stopProbes: (() => void)[] = [];
  private ending = false;
  private readonly address: string;

  constructor(
    readonly pod: PodObject,
    readonly podIp: string,
    private readonly startProcess: StartProcess,
    private readonly report: (state: ContainerState) => void,
    /** Called with what a kubelet records as an event. */
    private readonly onEvent: (event: string) => void = () => {},
  ) {
    this.address = loopbackOf(podIp);
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  private get container() {
    const [container, ...others] = this.pod.spec.containers;
    if (container === undefined || others.length > 0)
      throw new Error(`${this.pod.metadata.name} has ${others.length + 1} containers; this kubelet runs one`);
    return container;
  }

  /** Starts the process and its probes, and restarts it when it ends. A failed start counts as an end. */
  async run(): Promise<void> {
    while (!this.ending) {
      const began = Date.now();
      try {
        this.process = await this.startProcess(this.pod, this.address);
        // Ended while it started: terminate() had no process to signal.
        if (this.ending) return this.process.signal("SIGKILL");
        this.startProbes();
        await this.process.ended;
      } catch (error) {
        if (this.ending) return;
        this.onEvent(`failed to start: ${String(error).slice(0, 500)}`);
      }
      this.endProbes();
      if (this.ending) return;
      this.onEvent("the container has ended, and is restarted");
      this.change({ started: false, ready: false, restarts: this.state.restarts + 1 });
      // The kubelet's back-off begins with 10 s, and is reset for a container that ran for long. The first restart is immediate.
      if (this.state.restarts > 1 && Date.now() - began < 600_000) await sleep(10_000);
    }
  }

  /**
   * Ends the pod in the order of a kubelet: preStop, SIGTERM, and SIGKILL when the grace period is over. The readiness probe
   * continues. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
   */
  async terminate(graceSeconds: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    const end = Date.now() + graceSeconds * 1000;
    const preStop = this.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const ended = this.process?.ended ?? Promise.resolve();
    await Promise.race([sleep(Math.min(preStop, graceSeconds) * 1000), ended]);
    this.process?.signal("SIGTERM");
    // A kubelet leaves at least two seconds.
    const left = Math.max(2_000, end - Date.now());
    const force = setTimeout(() => this.process?.signal("SIGKILL"), left);
    await ended;
    clearTimeout(force);
    this.endProbes();
  }

  /** Kills the process without a report, as a node that loses power does. */
  async lose(): Promise<void> {
    this.ending = true;
    this.endProbes();
    this.process?.signal("SIGKILL");
    await this.process?.ended;
  }

  private startProbes(): void {
    const { startupProbe, readinessProbe, livenessProbe } = this.container;
    const onStarted = () => {
      this.change({ ...this.state, started: true, ready: readinessProbe === undefined });
      if (readinessProbe !== undefined)
        this.probe(readinessProbe, (ready) => {
          if (!ready) this.onEvent("no longer ready");
          this.change({ ...this.state, ready });
        });
      if (livenessProbe !== undefined) this.probe(livenessProbe, (alive) => !alive && this.kill("liveness"));
    };
    if (startupProbe === undefined) {
      onStarted();
      return;
    }
    const stop = this.probe(startupProbe, (success) => {
      stop();
      if (success) onStarted();
      else this.kill("startup");
    });
  }

  private kill(probe: "liveness" | "startup"): void {
    if (this.ending) return;
    this.onEvent(`killed by its ${probe} probe`);
    this.process?.signal("SIGKILL");
  }

  private probe(probe: Probe, onResult: (success: boolean) => void): () => void {
    const urlOf = ({ httpGet }: Probe) =>
      `http://${this.address}:${portNumber(this.container, httpGet.port)}${httpGet.path}`;
    const stop = startProbing(probe, urlOf, onResult);
    this.stopProbes.push(stop);
    return stop;
  }

  private endProbes(): void {
    for (const stop of this.stopProbes) stop();
    this.stopProbes = [];
  }

  private change(state: ContainerState): void {
    this.state = state;
    this.report(state);
  }
}
