import { freePort } from "@groundwork/testbed/control-plane/processes";
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { createAlertmanagerConfig } from "../../../../k8s/monitoring/alertmanager-config";
import { pause } from "../../../app/load";
import { startAlertmanager } from "./alertmanager";
import { timing } from "./platform";
import { startReceiver } from "./receiver";

const withAlertmanager = process.env.GROUNDWORK_NO_ALERTMANAGER ? describe.skip : describe;

/** An alert as Prometheus posts it: it contains its end time. */
const posted = (alertname: string, severity = "warning", more: Record<string, string> = {}) => ({
  endsAt: new Date(Date.now() + 120_000).toISOString(),
  labels: { alertname, severity, ...more },
  annotations: { summary: `${alertname} ${more.pod ?? ""}.`, runbook_url: "-", dashboard_url: "-" },
});

withAlertmanager("what Alertmanager makes of alerts, with the platform's own configuration", () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
  beforeEach(async () => {
    receiver = await startReceiver();
    alertmanager = await startAlertmanager(receiver.url, timing);
  });
  afterEach(async () => {
    await alertmanager.stop();
    receiver.stop();
  });

  const api = (path: string) => `http://${alertmanager.address}${path}`;
  async function post(alerts: readonly object[]): Promise<void> {
    const response = await fetch(api("/api/v2/alerts"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    expect(response.status).toBe(200);
  }
  const delivered = async (since: number, count: number) => {
    for (let look = 0; receiver.fired("webhook", since).length < count && look < 100; look += 1)
      await pause(0.1);
    // Waits for unexpected messages.
    await pause(1);
    return receiver.fired("webhook", since);
  };

  test("many pods with the same problem are one message, which names each of them", async () => {
    await post(["api-1", "api-2", "api-3"].map((pod) => posted("PodRestarting", "warning", { pod })));
    expect(await delivered(0, 1)).toEqual(["PodRestarting"]);
    const messages = receiver.messages.filter(({ way }) => way === "webhook");
    expect(messages).toHaveLength(1);
    for (const pod of ["api-1", "api-2", "api-3"])
      expect(messages[0]?.text).toContain(`PodRestarting ${pod}.`);
  });

  const inhibited = createAlertmanagerConfig({}).inhibit_rules.flatMap(
    ({ source_matchers, target_matchers }) => {
      const names = (matchers: string[]) => (/"(.+)"/.exec(matchers.join())?.[1] ?? "").split("|");
      return names(target_matchers).map((target) => ({ source: names(source_matchers).join(), target }));
    },
  );
  test.each(inhibited)(
    "$target is suppressed while $source fires, and sent without it",
    async ({ source, target }) => {
      await post([posted(source, "critical"), posted(target)]);
      expect(await delivered(0, 1)).toEqual([source]);
      const since = Date.now();
      const over = { endsAt: new Date().toISOString() };
      await post([{ ...posted(source, "critical"), ...over }, posted(target)]);
      expect(await delivered(since, 1)).toEqual([target]);
    },
  );

  test("the dead man's switch is sent repeatedly to its topic only, and no other alert is sent there", async () => {
    await post([posted("DeadMansSwitch", "none")]);
    for (let look = 0; receiver.heartbeats.length < 3 && look < 100; look += 1) await pause(0.1);
    expect(receiver.heartbeats.length).toBeGreaterThanOrEqual(3);
    expect(receiver.messages).toEqual([]);
    await post([posted("GalleryPartDown", "critical")]);
    expect(await delivered(0, 1)).toEqual(["GalleryPartDown"]);
  });

  test("a failing receiver does not block the other one, and Alertmanager counts the failures that its alert needs", async () => {
    receiver.refused.add("webhook");
    await post([posted("GalleryPartDown", "critical")]);
    for (let look = 0; receiver.fired("sns", 0).length === 0 && look < 100; look += 1) await pause(0.1);
    expect(receiver.fired("sns", 0)).toEqual(["GalleryPartDown"]);
    expect(receiver.fired("webhook", 0)).toEqual([]);
    const failed = /^alertmanager_notifications_failed_total\{.*integration="slack".*\} [1-9]/m;
    for (let look = 0; look < 100; look += 1) {
      const metrics = await (await fetch(api("/metrics"))).text();
      if (failed.test(metrics)) break;
      await pause(0.1);
    }
    expect(await (await fetch(api("/metrics"))).text()).toMatch(failed);
    receiver.refused.delete("webhook");
    expect(await delivered(0, 1)).toEqual(["GalleryPartDown"]);
  });
});

/**
 * Prometheus drops alerts while it has no Alertmanager: the dead man's switch was once lost for a minute because of
 * that.
 */
const withBoth =
  process.env.GROUNDWORK_NO_PROMETHEUS || process.env.GROUNDWORK_NO_ALERTMANAGER ? test.skip : test;
withBoth("an alert that began before Alertmanager was there arrives soon after it is", async () => {
  const receiver = await startReceiver();
  const address = `127.0.0.1:${await freePort()}`;
  const groups = [{ name: "late", interval: "1s", rules: [{ alert: "DeadMansSwitch", expr: "vector(1)" }] }];
  const resendSeconds = 2;
  const prometheus = await LocalPrometheus.start({
    groups,
    targets: [],
    intervalSeconds: 1,
    alertmanager: address,
    resendSeconds,
  });
  try {
    for (let look = 0; (await prometheus.firing()).length === 0 && look < 100; look += 1) await pause(0.1);
    await pause(2);
    const alertmanager = await startAlertmanager(receiver.url, timing, address);
    try {
      for (let look = 0; receiver.heartbeats.length === 0 && look < 200; look += 1) await pause(0.1);
      expect(receiver.heartbeats.length).toBeGreaterThan(0);
    } finally {
      await alertmanager.stop();
    }
  } finally {
    await prometheus.stop();
    receiver.stop();
  }
});
