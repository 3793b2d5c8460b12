import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { freePort } from "../control-plane/processes";
import { type Supervised, supervise } from "../processes/supervised";
import { ensurePrometheus } from "./index";

/** A scrape target: an address, its path, and labels, including `job`. */
export interface Target {
  readonly address: string;
  readonly path?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As in Prometheus' configuration. Default: every series is kept. */
  readonly metricRelabelConfigs?: readonly object[];
}

/** A sample of an instant query. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A local Prometheus on a loopback port, with a temporary folder. */
export class LocalPrometheus {
  private constructor(
    readonly url: string,
    readonly pid: number,
    private readonly running: Supervised,
    private readonly folder: string,
  ) {}

  /**
   * @param options.groups rule groups in Prometheus' format
   * @param options.alertmanager host:port
   * @param options.resendSeconds interval at which a firing alert is sent again. An alert that fires before
   * Prometheus has discovered its Alertmanager (up to 5 s after its start) arrives only then. Default: Prometheus'
   * 60
   */
  static async start(options: {
    readonly groups: readonly object[];
    readonly targets: readonly Target[];
    readonly intervalSeconds: number;
    readonly alertmanager?: string;
    readonly resendSeconds?: number;
    /** Labels of everything that it sends. Default: none. */
    readonly externalLabels?: Readonly<Record<string, string>>;
    /** Changes the labels of alerts before they are sent, as in Prometheus' configuration. Default: no change. */
    readonly alertRelabelConfigs?: readonly object[];
    /** Servers that receive the samples, as in Prometheus' configuration. Default: none. */
    readonly remoteWrite?: readonly object[];
    /** A loopback port, for one that takes the place of another. Default: a free one. */
    readonly port?: number;
    /** Scrape configurations in Prometheus' format, besides those of the targets. Default: none. */
    readonly scrapeConfigs?: readonly object[];
    /** Whether it receives samples of others at /api/v1/write. Default: false. */
    readonly receivesRemoteWrite?: boolean;
    /** Features to enable. Default: none. */
    readonly features?: readonly string[];
  }): Promise<LocalPrometheus> {
    const { prometheus } = await ensurePrometheus();
    const folder = mkdtempSync(join(tmpdir(), "groundwork-prometheus-"));
    const address = `127.0.0.1:${options.port ?? (await freePort())}`;
    const interval = `${options.intervalSeconds}s`;
    const self: Target = { address, labels: { job: "prometheus" } };
    const config = {
      global: {
        scrape_interval: interval,
        scrape_timeout: interval,
        evaluation_interval: interval,
        external_labels: options.externalLabels ?? {},
      },
      remote_write: options.remoteWrite ?? [],
      rule_files: ["rules.yaml"],
      scrape_configs: [
        ...[self, ...options.targets].map(
          ({ address, path = "/metrics", labels, metricRelabelConfigs = [] }, index) => ({
            job_name: `target-${index}`,
            metrics_path: path,
            static_configs: [{ targets: [address], labels }],
            metric_relabel_configs: metricRelabelConfigs,
          }),
        ),
        ...(options.scrapeConfigs ?? []),
      ],
      ...(options.alertmanager === undefined
        ? {}
        : {
            alerting: {
              alert_relabel_configs: options.alertRelabelConfigs ?? [],
              alertmanagers: [{ static_configs: [{ targets: [options.alertmanager] }] }],
            },
          }),
    };
    writeFileSync(join(folder, "prometheus.yaml"), stringify(config));
    writeFileSync(join(folder, "rules.yaml"), stringify({ groups: options.groups }));
    const flags = [
      `--config.file=${join(folder, "prometheus.yaml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=warn",
      ...(options.receivesRemoteWrite ? ["--web.enable-remote-write-receiver"] : []),
      ...(options.features ?? []).map((feature) => `--enable-feature=${feature}`),
      ...(options.resendSeconds === undefined
        ? []
        : [`--rules.alert.resend-delay=${options.resendSeconds}s`]),
    ];
    const running = await supervise(prometheus, flags, { env: {}, stopSignal: "TERM", cwd: folder });
    const started = new LocalPrometheus(`http://${address}`, running.pid, running, folder);
    await ready(`http://${address}/-/ready`, running, "Prometheus");
    return started;
  }

  async query(expr: string): Promise<Sample[]> {
    const response = await fetch(`${this.url}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams({ query: expr }),
    });
    const answer = (await response.json()) as {
      error?: string;
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (answer.data === undefined) throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The labels of the exemplars that an expression selects, of the last ten minutes. */
  async exemplars(expr: string): Promise<Readonly<Record<string, string>>[]> {
    const now = Date.now() / 1000;
    const parameters = new URLSearchParams({ query: expr, start: `${now - 600}`, end: `${now}` });
    const response = await fetch(`${this.url}/api/v1/query_exemplars`, { method: "POST", body: parameters });
    const answer = (await response.json()) as {
      error?: string;
      data?: { exemplars: { labels: Record<string, string> }[] }[];
    };
    if (answer.data === undefined) throw new Error(`${expr}: ${answer.error}`);
    return answer.data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
  }

  /** Names of the firing alerts. */
  async firing(): Promise<string[]> {
    const alerts = await this.query('ALERTS{alertstate="firing"}');
    return [...new Set(alerts.map(({ metric }) => metric.alertname ?? ""))].sort();
  }

  async stop(): Promise<void> {
    await end(this.running, this.pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A server's response when it is ready; fails with the server's error. */
export async function ready(url: string, running: Supervised, name: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (running.child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${name} does not start:\n${running.output()}`);
  }
}

export async function end(running: Supervised, pid: number): Promise<void> {
  if (running.child.exitCode === null) process.kill(pid, "SIGTERM");
  await running.ended;
}
