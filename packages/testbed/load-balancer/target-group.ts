import { isSuccessful } from "../kubelet/probe";

/** The time that a load balancer needs to act, in seconds. */
export interface Delays {
  /** From the change of an endpoint to the call that registers or deregisters its target. */
  readonly controllerSeconds: number;
  /** From this call until the load balancer acts on it. */
  readonly propagationSeconds: number;
  /** From the registration to the first health check. */
  readonly firstCheckSeconds: number;
  /** From the beginning of a health check until the load balancer acts on it, at least: also if a target refuses the connection at once. */
  readonly checkSeconds: number;
}

/** Settings of a target group's health check. */
export interface HealthCheck {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** The states of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
export type TargetState = "registering" | "initial" | "healthy" | "unhealthy";

interface Target {
  state: TargetState;
  /** Its endpoint is gone. It keeps its state, and gets requests if it is healthy, until that takes effect. */
  leaving: boolean;
  /** When the last check began. */
  checkedAt?: number;
  results: { success: boolean; count: number };
  timers: Set<NodeJS.Timeout>;
}

/**
 * The targets of one service as a load balancer sees them: each registration, deregistration and health check takes effect
 * after its delay. Requests go to healthy targets only. (An Application Load Balancer sends them to all targets if all are
 * unhealthy; relying on that would hide an outage.)
 */
export class TargetGroup {
  private readonly targets = new Map<string, Target>();
  private stopped = false;

  constructor(
    readonly name: string,
    private readonly healthCheck: HealthCheck,
    /** Can be replaced at any time; what has begun keeps its delays. */
    public delays: Delays,
    /** Called with the addresses that get requests, after each change of them. */
    private readonly onChange: (healthy: string[]) => void,
    private readonly check: (url: string, timeoutSeconds: number) => Promise<boolean> = isSuccessful,
  ) {}

  /** The state of each target, by its address (`HOST:PORT`). */
  states(): Map<string, TargetState> {
    return new Map([...this.targets].map(([address, { state }]) => [address, state]));
  }

  healthy(): string[] {
    return [...this.targets].flatMap(([address, { state }]) => (state === "healthy" ? [address] : []));
  }

  /** Seconds since the last health check of a target began. Undefined before the first one. */
  secondsSinceCheck(address: string): number | undefined {
    const at = this.targets.get(address)?.checkedAt;
    return at === undefined ? undefined : (Date.now() - at) / 1000;
  }

  /** Registers and deregisters targets, so that these remain. */
  setEndpoints(addresses: ReadonlySet<string>): void {
    for (const address of addresses) {
      const target = this.targets.get(address);
      if (target === undefined || target.leaving) this.register(address);
    }
    for (const [address, target] of this.targets)
      if (!addresses.has(address) && !target.leaving) this.deregister(address, target);
  }

  stop(): void {
    this.stopped = true;
    for (const target of this.targets.values()) this.clear(target);
  }

  private register(address: string): void {
    const previous = this.targets.get(address);
    if (previous !== undefined) this.clear(previous);
    const target: Target = {
      state: "registering",
      leaving: false,
      results: { success: false, count: 0 },
      timers: new Set(),
    };
    this.targets.set(address, target);
    if (previous !== undefined) this.onChange(this.healthy());
    const { controllerSeconds, propagationSeconds, firstCheckSeconds } = this.delays;
    this.after(target, controllerSeconds + propagationSeconds, () => {
      target.state = "initial";
      this.after(target, firstCheckSeconds, () => void this.checkRepeatedly(address, target));
    });
  }

  private deregister(address: string, target: Target): void {
    target.leaving = true;
    const { controllerSeconds, propagationSeconds } = this.delays;
    this.after(target, controllerSeconds + propagationSeconds, () => {
      this.clear(target);
      this.targets.delete(address);
      this.onChange(this.healthy());
    });
  }

  private async checkRepeatedly(address: string, target: Target): Promise<void> {
    const began = Date.now();
    target.checkedAt = began;
    const { path, timeoutSeconds, intervalSeconds } = this.healthCheck;
    const success = await this.check(`http://${address}${path}`, timeoutSeconds);
    if (this.stopped || this.targets.get(address) !== target) return;
    const elapsed = (Date.now() - began) / 1000;
    this.after(target, Math.max(0, this.delays.checkSeconds - elapsed), () => this.count(target, success));
    this.after(
      target,
      Math.max(0, intervalSeconds - elapsed),
      () => void this.checkRepeatedly(address, target),
    );
  }

  private count(target: Target, success: boolean): void {
    const { results } = target;
    target.results = { success, count: results.success === success ? results.count + 1 : 1 };
    const { healthyThreshold, unhealthyThreshold } = this.healthCheck;
    if (target.results.count < (success ? healthyThreshold : unhealthyThreshold)) return;
    const state = success ? "healthy" : "unhealthy";
    const { state: before } = target;
    target.state = state;
    if (before !== state && [before, state].includes("healthy")) this.onChange(this.healthy());
  }

  private after(target: Target, seconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      target.timers.delete(timer);
      if (!this.stopped) act();
    }, seconds * 1000);
    target.timers.add(timer);
  }

  private clear(target: Target): void {
    for (const timer of target.timers) clearTimeout(timer);
    target.timers.clear();
  }
}
