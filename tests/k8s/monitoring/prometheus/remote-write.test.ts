/** Two real Prometheus replicas send their samples to a third one, behind a server that asks for the token. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { buildRemoteWriteValues } from "../../../../k8s/monitoring/remote-write";
import { monitoring } from "../../../../k8s/monitoring/rules/monitoring";
import { isAlert } from "../../../../k8s/monitoring/rules/rule";
import { others } from "../exported";
import { listen } from "./exporters";
import { options } from "./options";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? describe.skip : describe;
const TOKEN = "token-of-this-test";

/** Passes requests with the token on to a Prometheus, and answers all others with 401. */
async function startGate(target: string) {
  const statuses: number[] = [];
  let isOverloaded = false;
  const server = createServer((incoming, response) => {
    if (isOverloaded) {
      incoming.resume();
      response.writeHead(503).end();
      return;
    }
    const isAllowed = incoming.headers.authorization === `Bearer ${TOKEN}`;
    if (!isAllowed) {
      incoming.resume();
      statuses.push(401);
      response.writeHead(401).end();
      return;
    }
    const { headers, method = "POST" } = incoming;
    const outgoing = forward(`${target}/api/v1/write`, { method, headers }, (answer) => {
      statuses.push(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 500);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.writeHead(502).end());
    incoming.pipe(outgoing);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/api/v1/push`,
    statuses,
    /** Answers 503, after which Prometheus repeats. */
    setOverloaded: (value: boolean) => {
      isOverloaded = value;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Receives alerts as Alertmanager does. */
async function startAlertSink() {
  const labels: Record<string, string>[] = [];
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    incoming.on("end", () => {
      for (const alert of JSON.parse(body) as { labels: Record<string, string> }[]) labels.push(alert.labels);
      response.end();
    });
  });
  return { address: `127.0.0.1:${await listen(server)}`, labels, stop: () => server.close() };
}

/** The values in the form that the operator gives them in Prometheus's configuration. */
function asOperatorWrites(url: string, tokenFile: string) {
  const { remoteWrite, additionalAlertRelabelConfigs } = buildRemoteWriteValues(
    { url, clusterName: "groundwork-dev" },
    "remote-write",
  );
  return {
    alertRelabelConfigs: additionalAlertRelabelConfigs,
    remoteWrite: remoteWrite.map(({ url: target, authorization, writeRelabelConfigs }) => ({
      url: target,
      authorization: { type: authorization?.type, credentials_file: tokenFile },
      write_relabel_configs: writeRelabelConfigs.map(({ targetLabel, replacement }) => ({
        target_label: targetLabel,
        replacement,
      })),
    })),
  };
}

async function until<T>(read: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(500)) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`not after ${seconds} s`);
  }
}

/** The expression of an alert, with windows of a few seconds. */
function expressionOf(name: string): string {
  const rules = monitoring({ ...options, timing: { speedup: 30, intervalSeconds: 1 } }).rules.filter(isAlert);
  const rule = rules.find(({ alert }) => alert === name);
  if (rule === undefined) throw new Error(`there is no alert ${name}`);
  return rule.expr;
}

withPrometheus("remote write", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-remote-write-"));
  const stops: (() => unknown)[] = [];
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("samples of both replicas arrive with the token, the cluster and the replica, and alerts have no replica", async () => {
    const central = await LocalPrometheus.start({
      groups: [],
      targets: [],
      intervalSeconds: 1,
      receivesRemoteWrite: true,
    });
    stops.push(() => central.stop());
    const gate = await startGate(central.url);
    stops.push(gate.stop);
    const alerts = await startAlertSink();
    stops.push(alerts.stop);
    const start = async (replica: string, token: string) => {
      const tokenFile = join(folder, replica);
      writeFileSync(tokenFile, token);
      const prometheus = await LocalPrometheus.start({
        groups: [{ name: "test", rules: [{ alert: "Always", expr: "vector(1)" }] }],
        targets: [],
        intervalSeconds: 1,
        alertmanager: alerts.address,
        resendSeconds: 2,
        externalLabels: { prometheus: "monitoring/monitoring", prometheus_replica: replica },
        ...asOperatorWrites(gate.url, tokenFile),
      });
      stops.push(() => prometheus.stop());
      return prometheus;
    };
    const first = await start("prometheus-0", TOKEN);
    await start("prometheus-1", TOKEN);
    const query = 'count by (cluster, prometheus_replica) (up{job="prometheus", cluster="groundwork-dev"})';
    const samples = await until(async () => {
      const found = await central.query(query);
      return found.length === 2 ? found : undefined;
    });
    expect(samples.map(({ metric }) => metric.prometheus_replica).sort()).toEqual([
      "prometheus-0",
      "prometheus-1",
    ]);
    expect(new Set(gate.statuses)).toEqual(new Set([204]));
    await until(async () => (alerts.labels.length >= 4 ? true : undefined));
    expect([...new Set(alerts.labels.map((labels) => JSON.stringify(labels)))]).toEqual([
      JSON.stringify({ alertname: "Always", prometheus: "monitoring/monitoring" }),
    ]);

    const rejected = await start("prometheus-2", "a-wrong-token");
    await until(async () => (gate.statuses.includes(401) ? true : undefined));
    expect(await central.query('up{prometheus_replica="prometheus-2"}')).toEqual([]);
    for (const metric of others["remote write"] ?? [])
      expect([metric, await first.query(metric)]).not.toEqual([metric, []]);
    // The conditions of both alerts, on the metrics that Prometheus exports.
    const share = await until(async () => {
      const [found] = await rejected.query(expressionOf("RemoteWriteRejected"));
      return found?.value;
    });
    expect(share).toBe(1);
    expect(await first.query(expressionOf("RemoteWriteRejected"))).toEqual([]);
    gate.setOverloaded(true);
    const behind = expressionOf("RemoteWriteBehind").replace("> 120", "> 5");
    await until(async () => (await first.query(behind))[0]);
    // A Prometheus that cannot send takes a minute to end.
    gate.setOverloaded(false);
  }, 180_000);
});
