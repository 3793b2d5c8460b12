import { figures, pause } from "../../../app/load";
import type { Platform } from "./platform";

/** Also fires in a healthy run: it shows that alerts arrive. */
export const always = ["DeadMansSwitch"];

/** A fault, and its alerts. */
export interface Fault {
  readonly name: string;
  /** Injects the fault; returns the function that repairs it. */
  readonly start: () => Promise<() => unknown>;
  /** Exactly these alerts are delivered. */
  readonly alerts: readonly string[];
  /**
   * Time limit in seconds, both for delivery after the fault and for resolution after the repair: about three times
   * the sum of detection, windows, waits and scrapes.
   */
  readonly withinSeconds: { readonly delivered: number; readonly over: number };
  /** May also fire, because they look further back: alerts on whole days with this fault and earlier ones. */
  readonly later?: readonly string[];
}

/**
 * Injects a fault, waits until its alerts have been delivered, repairs it, and waits until each was resolved. Throws
 * if any other alert was delivered or still fires, or after the time limit.
 */
export async function expectAlerts(platform: Platform, fault: Fault): Promise<void> {
  const { receiver, prometheus } = platform;
  const { alerts, withinSeconds, later = [] } = fault;
  expect(receiver.firing().filter((alert) => alerts.includes(alert))).toEqual([]);
  const since = Date.now();
  const repair = await fault.start();
  let delivered: number;
  try {
    await until(platform, withinSeconds.delivered, async () =>
      alerts.every((alert) => receiver.fired("webhook", since).includes(alert)),
    );
    delivered = Math.round((Date.now() - since) / 1000);
    // Waits for unexpected alerts.
    await pause(5);
  } finally {
    await repair();
  }
  const over = await until(
    platform,
    withinSeconds.over,
    async () => !receiver.firing().some((alert) => alerts.includes(alert)),
  );
  figures(`${fault.name}: delivered after ${delivered} s, over ${over} s after the repair`);
  const unexpected = receiver.fired("webhook", since).filter((alert) => !later.includes(alert));
  expect(unexpected).toEqual(alerts);
  const left = (await prometheus.firing()).filter((alert) => !later.includes(alert));
  expect(left).toEqual(always);
  const [message] = receiver.messages.filter(({ alert, at }) => at >= since && alerts.includes(alert));
  expect(message?.text).toMatch(
    /\/docs\/runbooks\/\w+\.md\nDashboard: http:\/\/localhost:3000\/d\/groundwork-/,
  );
}

/** Until everything has been scraped, missing targets are reported and then resolved; afterwards no alert fires. */
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
  // Pending messages arrive.
  await pause(3);
}

/** Seconds until the condition held. */
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
