import { ApiError, ApiServer } from "./api-server";
import { type PodObject, podAddress } from "./pod-object";
import { type ContainerState, RunningPod, type StartProcess } from "./running-pod";

/**
 * Acts as the kubelet of all nodes of a control plane that was started with `pods: "external"`: each scheduled pod gets a
 * process of this machine. Its probes decide whether the pod is ready, and it ends with preStop, SIGTERM and the grace period
 * of the manifest. Addresses, volumes, images, limits and network policies of a real node do not exist.
 */
export class Kubelets {
  private readonly pods = new Map<string, RunningPod>();
  private readonly lost = new Set<string>();
  private readonly stopped = new AbortController();
  private readonly work = new Set<Promise<unknown>>();
  private addresses = 0;

  private constructor(
    private readonly api: ApiServer,
    private readonly startProcess: StartProcess,
    private readonly onError: (error: unknown) => void,
    private readonly onEvent: (event: string) => void,
  ) {}

  /**
   * Begins to run the pods of all namespaces.
   * @param onError called when a request to the API server fails in an unexpected way
   * @param onEvent called when a container fails its probes or is restarted
   */
  static start(
    kubeconfig: string,
    startProcess: StartProcess,
    onError: (error: unknown) => void,
    onEvent: (event: string) => void = () => {},
  ): Kubelets {
    const kubelets = new Kubelets(new ApiServer(kubeconfig), startProcess, onError, onEvent);
    kubelets.track(
      kubelets.api.watch<PodObject>(
        "/api/v1/pods",
        (pod, deleted) => kubelets.onChange(pod, deleted),
        kubelets.stopped.signal,
      ),
    );
    return kubelets;
  }

  /** All pods that have a process, with their process ids. */
  processes(): { pod: PodObject; pid: number }[] {
    return [...this.pods.values()].flatMap(({ pod, pid }) => (pid === undefined ? [] : [{ pod, pid }]));
  }

  /** Kills the process of a pod, and reports nothing: only the load balancer's checks notice. */
  async lose(name: string): Promise<void> {
    const running = this.find(name);
    if (running === undefined) throw new Error(`no process runs for the pod ${name}`);
    this.lost.add(running.pod.metadata.uid ?? "");
    await running.lose();
  }

  /**
   * Kills the processes of a node without a report, as the end of a spot instance does. Returns the names of their pods.
   * @param namespace only the pods of this namespace
   */
  async loseNode(node: string, namespace: string): Promise<string[]> {
    const here = [...this.pods.values()].filter(
      ({ pod }) => pod.spec.nodeName === node && pod.metadata.namespace === namespace,
    );
    for (const { pod } of here) this.lost.add(pod.metadata.uid ?? "");
    await Promise.all(here.map((running) => running.lose()));
    return here.map(({ pod }) => pod.metadata.name);
  }

  /** Kills all processes and ends. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all([...this.pods.values()].map((running) => running.lose()));
    await Promise.allSettled(this.work);
    this.api.close();
  }

  private find(name: string): RunningPod | undefined {
    return [...this.pods.values()].find(({ pod }) => pod.metadata.name === name);
  }

  private onChange(pod: PodObject, deleted: boolean): void {
    const uid = pod.metadata.uid ?? "";
    const running = this.pods.get(uid);
    if (deleted) {
      this.pods.delete(uid);
      // Deleted by force: a kubelet then kills the containers.
      if (running !== undefined && !this.lost.has(uid)) this.track(running.lose());
      return;
    }
    if (pod.spec.nodeName === undefined || this.stopped.signal.aborted || this.lost.has(uid)) return;
    if (running === undefined && pod.metadata.deletionTimestamp === undefined) this.begin(pod, uid);
    if (pod.metadata.deletionTimestamp !== undefined) this.track(this.end(pod, running));
  }

  private begin(pod: PodObject, uid: string): void {
    const podIp = podAddress(this.addresses++);
    const startTime = timestamp();
    // One after the other: a late patch must not undo a newer one.
    let last: Promise<unknown> = Promise.resolve();
    const report = (state: ContainerState) => {
      if (this.lost.has(uid)) return;
      last = last.then(() => this.patchStatus(running, startTime, state));
      this.track(last);
    };
    const running = new RunningPod(pod, podIp, this.startProcess, report, (event) =>
      this.onEvent(`${pod.metadata.namespace}/${pod.metadata.name}: ${event}`),
    );
    this.pods.set(uid, running);
    report({ started: false, ready: false, restarts: 0 });
    this.track(running.run());
  }

  private readonly terminating = new Set<string>();

  private async end(pod: PodObject, running: RunningPod | undefined): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    if (this.terminating.has(uid)) return;
    this.terminating.add(uid);
    const grace = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    await running?.terminate(grace);
    if (this.lost.has(uid) || this.stopped.signal.aborted) return;
    await this.tolerateGone(() =>
      this.api.delete(pathOf(pod), { gracePeriodSeconds: 0, preconditions: { uid } }),
    );
  }

  private async patchStatus(
    { pod, podIp }: RunningPod,
    startTime: string,
    state: ContainerState,
  ): Promise<void> {
    const now = timestamp();
    const condition = (type: string, status: boolean) => ({
      type,
      status: status ? "True" : "False",
      lastTransitionTime: now,
    });
    const container = pod.spec.containers[0];
    const status = {
      phase: "Running",
      startTime,
      hostIP: "10.64.255.254",
      podIP: podIp,
      podIPs: [{ ip: podIp }],
      conditions: [
        condition("Initialized", true),
        condition("ContainersReady", state.ready),
        condition("Ready", state.ready),
      ],
      containerStatuses: [
        {
          name: container?.name,
          image: container?.image,
          imageID: "",
          ready: state.ready,
          started: state.started,
          restartCount: state.restarts,
          state: { running: { startedAt: now } },
        },
      ],
    };
    await this.tolerateGone(() => this.api.patch(`${pathOf(pod)}/status`, { status }));
  }

  /** The pod can be deleted at any moment, and a new one can have its name. */
  private async tolerateGone(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError && [404, 409].includes(error.status))) throw error;
    }
  }

  private track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => {
        if (!this.stopped.signal.aborted) this.onError(error);
      })
      .finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }
}

const timestamp = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

function pathOf({ metadata }: PodObject): string {
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
}
