/** A real OpenSearch, and a real Jaeger that stores in it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "@groundwork/rehearse/engine/child";
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { ensureJaeger } from "@groundwork/testbed/jaeger/index";
import { ensureOpenSearch } from "@groundwork/testbed/opensearch/index";
import { LocalOpenSearch } from "@groundwork/testbed/opensearch/local";
import { buildJaegerConfig, jaegerMemoryMiB, jaegerVariables } from "../../k8s/telemetry/jaeger-config";
import { logStream, prepareLogStore } from "../../k8s/telemetry/log-store";
import { buildSetup, setupScript } from "../../k8s/telemetry/setup-script";
import { CollectorProcess } from "./collector";
import type { TraceSearch } from "./jaeger-search";
import { givePodCredentials } from "./pod-credentials";

const host = "127.0.0.1";
const shards = { nodes: 1 };

/** A span as Jaeger's query API returns it. */
interface JaegerSpan {
  readonly operationName: string;
  readonly processID: string;
}

/** A document of a log record. */
export interface LogDocument {
  readonly body: string;
  readonly severityText?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly resource: Readonly<Record<string, string>>;
}

/** What was found of one trace. */
export interface FoundTrace {
  /** Names of its spans. */
  readonly spans: readonly string[];
  readonly services: readonly string[];
}

interface Hits {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: { _source: LogDocument }[] };
}

export class Search {
  private constructor(
    readonly openSearch: LocalOpenSearch,
    readonly jaeger: CollectorProcess,
    /** Address on which Jaeger receives spans. */
    readonly otlp: string,
    /** Address on which Prometheus reads Jaeger's metrics of requests, host:port. */
    readonly requests: string,
    private readonly query: string,
  ) {}

  /** @throws PartsUnavailable if one of the two cannot be built here */
  static async open(folder: string, progress: (line: string) => void): Promise<Search> {
    const program = await ensureJaeger(progress);
    await ensureOpenSearch(progress);
    mkdirSync(folder);
    const openSearch = new LocalOpenSearch(join(folder, "opensearch"), await freePort());
    await openSearch.start();
    await setUp(openSearch.url, join(folder, "setup"));
    const place = {
      host,
      otlpGrpcPort: await freePort(),
      queryPort: await freePort(),
      queryGrpcPort: await freePort(),
      metricsPort: await freePort(),
      requestsPort: await freePort(),
      healthPort: await freePort(),
    };
    const config = buildJaegerConfig({
      ...{ place, url: openSearch.url, region: "us-east-1", shards, retentionDays: 7 },
    });
    const ports = { health: place.healthPort, metrics: place.metricsPort };
    const state = join(folder, "jaeger");
    const jaeger = new CollectorProcess("jaeger", program, state, ports, config, jaegerMemoryMiB, {
      ...credentials,
      ...jaegerVariables,
    });
    await jaeger.start();
    return new Search(
      openSearch,
      jaeger,
      `${host}:${place.otlpGrpcPort}`,
      `${host}:${place.requestsPort}`,
      `http://${host}:${place.queryPort}`,
    );
  }

  /** Asks Jaeger's query API for a trace. Empty: there is none. */
  async traceOf(id: string): Promise<FoundTrace> {
    const response = await fetch(`${this.query}/api/traces/${id}`);
    const { data } = (await response.json()) as {
      data: { spans: JaegerSpan[]; processes: Record<string, { serviceName: string }> }[] | null;
    };
    const [trace] = data ?? [];
    const spans = (trace?.spans ?? []).map(({ operationName }) => operationName);
    const services = Object.values(trace?.processes ?? {}).map(({ serviceName }) => serviceName);
    return { spans, services: [...new Set(services)].sort() };
  }

  /** Asks Jaeger's query API for traces, as Grafana does. @returns their ids */
  async findTraces({ service, tags, minDuration }: TraceSearch): Promise<readonly string[]> {
    const parameters = new URLSearchParams({ service, tags: JSON.stringify(tags), limit: "1000" });
    if (minDuration !== undefined) parameters.set("minDuration", minDuration);
    const response = await fetch(`${this.query}/api/traces?${parameters}`);
    const { data, errors } = (await response.json()) as {
      data: { traceID: string }[] | null;
      errors?: { msg: string }[] | null;
    };
    if (!response.ok) throw new Error(`Jaeger answered ${parameters} with ${JSON.stringify(errors)}`);
    return (data ?? []).map(({ traceID }) => traceID);
  }

  /** Documents of log records that a line of Lucene finds, as Grafana sends it. */
  logsBy(lucene: string): Promise<readonly LogDocument[]> {
    return this.logs({ query_string: { query: lucene, analyze_wildcard: true } });
  }

  /** Documents of log records that a query of OpenSearch finds. */
  async logs(query: object): Promise<readonly LogDocument[]> {
    await this.openSearch.call("POST", `/${logStream}/_refresh?ignore_unavailable=true`);
    const { hits } = await this.openSearch.call<Hits>(
      "POST",
      `/${logStream}/_search?ignore_unavailable=true`,
      {
        size: 1_000,
        query,
      },
    );
    return hits.hits.map(({ _source }) => _source);
  }

  /** Number of the documents of log records that a query finds. */
  async count(query: object): Promise<number> {
    await this.openSearch.call("POST", `/${logStream}/_refresh?ignore_unavailable=true`);
    const path = `/${logStream}/_count?ignore_unavailable=true`;
    return (await this.openSearch.call<{ count: number }>("POST", path, { query })).count;
  }

  /** Number of documents in all indices, and those of them whose source contains one of the texts. */
  async searchAll(texts: readonly string[]): Promise<{ documents: number; containing: readonly string[] }> {
    let documents = 0;
    const containing = new Set<string>();
    let page = await this.openSearch.call<Hits & { _scroll_id: string }>(
      "POST",
      "/_all/_search?scroll=1m&expand_wildcards=all",
      { size: 500, query: { match_all: {} } },
    );
    while (page.hits.hits.length > 0) {
      documents += page.hits.hits.length;
      const content = JSON.stringify(page.hits.hits);
      for (const text of texts) if (content.includes(text)) containing.add(text);
      page = await this.openSearch.call("POST", "/_search/scroll", {
        scroll: "1m",
        scroll_id: page._scroll_id,
      });
    }
    return { documents, containing: [...containing] };
  }

  async stop(): Promise<void> {
    await this.jaeger.kill();
    await this.openSearch.stop();
  }
}

/**
 * Prepares OpenSearch with the script of the Job, which gets credentials as in a pod. This OpenSearch has no plugins for roles and
 * lifecycles.
 */
async function setUp(url: string, folder: string): Promise<void> {
  const files = buildSetup({ url, region: "us-east-1", requests: prepareLogStore(shards), lifecycles: [] });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const credentials = await givePodCredentials(folder);
  const env = { ...process.env, ...credentials.variables };
  try {
    // Twice: it can be repeated.
    for (let times = 0; times < 2; times += 1)
      await run("sh", [join(folder, setupScript)], { env, limit: 60_000 });
  } finally {
    credentials.stop();
  }
}

/** Resolves with what holds. @throws Error after so many seconds */
export async function eventually<T>(
  seconds: number,
  what: string,
  look: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(500)) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`after ${seconds} s, ${what}: ${JSON.stringify(value).slice(0, 300)}`);
  }
}

/** Jaeger signs its requests, as in the cluster. This OpenSearch has no plugin that reads signatures. */
const credentials = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "none" };
