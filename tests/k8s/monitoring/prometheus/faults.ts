import { figures, pause } from "../../../app/load";
import type { Platform } from "./platform";

/** Fires in a healthy run as well: the sign that alerts arrive. */
export const always = ["DeadMansSwitch"];

/** A fault, and what people are told of it. */
export interface Fault {
  readonly name: string;
  /** Brings it about; gives what repairs it. */
  readonly start: () => Promise<() => unknown>;
  /** Exactly these are told. */
  readonly alerts: readonly string[];
  /**
   * All of them within so many seconds of the fault, and all over within so many of the repair: about three times what
   * detection, windows, waits and scrapes add up to.
   */
  readonly withinSeconds: { readonly told: number; readonly over: number };
  /** May come as well, because they look further back: alerts on whole days of this fault and those before it. */
  readonly later?: readonly string[];
}

/**
 * Brings a fault about, waits until its alerts have been delivered, repairs it, and waits until each was said to be over.
 * Throws when anything else was delivered or still fires, or when it took too long.
 */
export async function expectAlerts(platform: Platform, fault: Fault): Promise<void> {
  const { receiver, prometheus } = platform;
  const { alerts, withinSeconds, later = [] } = fault;
  expect(receiver.firing().filter((alert) => alerts.includes(alert))).toEqual([]);
  const since = Date.now();
  const repair = await fault.start();
  let told: number;
  try {
    await until(platform, withinSeconds.told, async () =>
      alerts.every((alert) => receiver.fired("webhook", since).includes(alert)),
    );
    told = Math.round((Date.now() - since) / 1000);
    // What else would come gets its time.
    await pause(5);
  } finally {
    await repair();
  }
  const over = await until(
    platform,
    withinSeconds.over,
    async () => !receiver.firing().some((alert) => alerts.includes(alert)),
  );
  figures(`${fault.name}: told after ${told} s, over ${over} s after the repair`);
  const unexpected = receiver.fired("webhook", since).filter((alert) => !later.includes(alert));
  expect(unexpected).toEqual(alerts);
  const left = (await prometheus.firing()).filter((alert) => !later.includes(alert));
  expect(left).toEqual(always);
  const [message] = receiver.messages.filter(({ alert, at }) => at >= since && alerts.includes(alert));
  expect(message?.text).toMatch(
    /\/docs\/runbooks\/\w+\.md\nDashboard: http:\/\/localhost:3000\/d\/groundwork-/,
  );
}

/** Until everything has been scraped, what is missing is told, and told to be there; then all is quiet. */
export async function settled(platform: Platform): Promise<void> {
  const { prometheus, receiver, targets } = platform;
  await until(platform, 90, async () => {
    const [up] = await prometheus.query("count(up == 1)");
    return (
      up?.value === targets &&
      receiver.heartbeats.length > 0 &&
      receiver.firing().length === 0 &&
      String(await prometheus.firing()) === String(always)
    );
  });
  // What is under way to the receiver arrives.
  await pause(3);
}

/** Seconds until the answer was yes. */
export async function until(
  { prometheus, receiver }: Platform,
  seconds: number,
  ask: () => Promise<boolean>,
): Promise<number> {
  const start = Date.now();
  for (;;) {
    const passed = (Date.now() - start) / 1000;
    if (await ask()) return Math.round(passed);
    if (passed > seconds) {
      const said = receiver.messages.slice(-20).map(({ status, alert, way }) => `${way} ${status} ${alert}`);
      const firing = await prometheus.firing();
      throw new Error(
        `not within ${seconds} s; ${receiver.heartbeats.length} heartbeats; fires: ${firing.join(", ")}; messages:\n${said.join("\n")}`,
      );
    }
    await pause(0.5);
  }
}
