/** The gallery, the agent and the gateway as deployed, and a receiver, on this machine. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { agentMemoryMiB, buildAgentConfig } from "../../k8s/telemetry/agent-config";
import { buildGatewayConfig, gatewayMemoryMiB, type Sampling } from "../../k8s/telemetry/gateway-config";
import { sendToOpenSearch } from "../../k8s/telemetry/opensearch-sink";
import { sendToCloudWatch, sendToOtlp } from "../../k8s/telemetry/sinks";
import { TracedGallery } from "../app/telemetry/traced-gallery";
import { CollectorProcess } from "./collector";
import { ContainerLog } from "./container-logs";
import { Search } from "./search";
import { Stored, type StoredRecord } from "./stored";
import { describeAws, leaveUnsigned, substituteAws } from "./substitute";

const host = "127.0.0.1";

/** What the scenarios use. */
export interface Stage {
  readonly gallery: TracedGallery;
  readonly gateway: CollectorProcess;
  readonly agent: CollectorProcess;
  /** The receiver of `telemetryOtlpUrl`: a Collector that writes what it gets to a file. */
  readonly receiver: CollectorProcess;
  readonly stored: Stored;
  /** Base URLs of the gateway. */
  readonly urls: { readonly otlp: string; readonly zipkin: string };
  /** Restarts the gateway with another share of traces, and another size of its queues. */
  sample(sampling: Sampling, queueMiB?: number): Promise<void>;
  /** Restarts the gateway with the configuration for CloudWatch, and other exporters. `sample` ends this. */
  useCloudWatch(): Promise<void>;
  /**
   * Starts a Collector with the exporters to AWS, which send to moto, and restarts the gateway, which sends to it. `sample` ends the latter.
   *
   * @param logGroupName a log group that exists
   */
  useAws(logGroupName: string): Promise<CollectorProcess>;
  /**
   * Starts OpenSearch and Jaeger, unless they run, and restarts the gateway with the configuration for them. `sample` ends this.
   *
   * @param queueMiB size of each queue. Default: as deployed
   * @throws PartsUnavailable if they cannot be built here
   */
  useOpenSearch(queueMiB?: number): Promise<Search>;
  /** Programs with which the gateway works besides the receiver, if they run. */
  stores(): readonly CollectorProcess[];
  /** Restarts the agent with another share of lines about requests. */
  sampleRequests(percent: number): Promise<void>;
  /** The log of a container of this node. */
  container(pod: string, namespace?: string, name?: string): ContainerLog;
  stop(): Promise<void>;
}

/** The share and the limit of the tests, in which a busy machine makes no request slow. */
export const everything: Sampling = { slowMs: 60_000, percent: 100 };

/** Paths of Collectors. */
export interface Programs {
  readonly collector: string;
  /** With the exporters to AWS. */
  readonly forAws?: string;
}

/** Starts everything. `keep` reduces stored records that are large. */
export async function openStage(
  { collector: program, forAws = "" }: Programs,
  progress: (line: string) => void,
  keep: (record: StoredRecord) => StoredRecord,
): Promise<Stage> {
  const folder = temporaryFolder("groundwork-signals-");
  const logs = join(folder.path, "pods");
  mkdirSync(logs);
  const port = async () => await freePort();
  const place = async (name: string) => {
    const state = join(folder.path, name);
    mkdirSync(state);
    return { host, healthPort: await port(), metricsPort: await port(), folder: state };
  };
  const [atReceiver, atGateway, atAgent] = [
    await place("receiver"),
    await place("gateway"),
    await place("agent"),
  ];
  const [receiverPort, grpc, http, zipkin] = [await port(), await port(), await port(), await port()];
  const prepare = (name: string, at: typeof atGateway, config: object, memoryMiB: number) => {
    const ports = { health: at.healthPort, metrics: at.metricsPort };
    return new CollectorProcess(name, program, at.folder, ports, config, memoryMiB);
  };

  const file = join(folder.path, "stored.json");
  const receiver = prepare("receiver", atReceiver, describeReceiver(receiverPort, file, atReceiver), 1_024);
  const gatewayPlace = { ...atGateway, otlpGrpcPort: grpc, otlpHttpPort: http, zipkinPort: zipkin };
  const url = `http://${host}:${receiverPort}`;
  const describe = (sampling: Sampling, queueMiB?: number) => {
    const config = buildGatewayConfig({ place: gatewayPlace, sink: sendToOtlp(url), sampling });
    if (queueMiB !== undefined) config.exporters.otlp_http.sending_queue.queue_size = queueMiB * 1024 * 1024;
    return config;
  };
  const gateway = prepare("gateway", atGateway, describe(everything), gatewayMemoryMiB);
  const describeAgent = (accessLogPercent: number) =>
    buildAgentConfig({
      place: atAgent,
      logs,
      gateway: `${host}:${grpc}`,
      accessLogPercent,
      resource: { "k8s.cluster.name": "test" },
    });
  const agent = prepare("agent", atAgent, describeAgent(100), agentMemoryMiB);
  await Promise.all([receiver.start(), gateway.start(), agent.start()]);
  progress("receiver, gateway and agent run");
  let search: Search | undefined;
  const urls = { otlp: `http://${host}:${http}`, zipkin: `http://${host}:${zipkin}` };
  const gallery = await TracedGallery.open({ OTEL_EXPORTER_OTLP_ENDPOINT: urls.otlp });
  progress("the gallery runs, with PostgreSQL and S3");
  return {
    ...{ gallery, gateway, agent, receiver, urls },
    stored: new Stored(file, keep),
    async sample(sampling, queueMiB) {
      await gateway.stop();
      await gateway.start(describe(sampling, queueMiB));
    },
    async useCloudWatch() {
      const sink = substituteAws(url, `${host}:${await port()}`);
      await gateway.stop();
      await gateway.start(buildGatewayConfig({ place: gatewayPlace, sink, sampling: everything }));
    },
    async useOpenSearch(queueMiB) {
      search ??= await Search.open(join(folder.path, "search"), progress);
      const { url: domain } = search.openSearch;
      const sink = leaveUnsigned(sendToOpenSearch({ url: domain, region: "us-east-1", jaeger: search.otlp }));
      if (queueMiB !== undefined)
        for (const exporter of Object.values(sink.exporters))
          exporter.sending_queue.queue_size = queueMiB * 1024 * 1024;
      await gateway.stop();
      await gateway.start(buildGatewayConfig({ place: gatewayPlace, sink, sampling: everything }));
      return search;
    },
    stores: () => (search === undefined ? [] : [search.jaeger]),
    async useAws(logGroupName) {
      const at = await place("aws");
      const [received, queued] = [`${host}:${await port()}`, `${host}:${await port()}`];
      const region = gallery.s3.environment.AWS_REGION ?? "";
      const sink = sendToCloudWatch({ region, logGroupName, queued });
      const ports = { health: at.healthPort, metrics: at.metricsPort };
      const config = describeAws(sink, {
        received,
        place: at,
        endpoint: gallery.s3.environment.AWS_ENDPOINT_URL,
      });
      const aws = new CollectorProcess("aws", forAws, at.folder, ports, config, 512, gallery.s3.environment);
      await aws.start();
      await gateway.stop();
      const url = `http://${received}`;
      await gateway.start(
        buildGatewayConfig({ place: gatewayPlace, sink: sendToOtlp(url), sampling: everything }),
      );
      return aws;
    },
    async sampleRequests(percent) {
      await agent.stop();
      await agent.start(describeAgent(percent));
    },
    container: (pod, namespace = "gallery", name = "api") => new ContainerLog(logs, namespace, pod, name),
    async stop() {
      await Promise.all([gallery.close(), agent.kill(), gateway.kill(), receiver.kill(), search?.stop()]);
      folder.remove();
    },
  };
}

function describeReceiver(
  port: number,
  file: string,
  { healthPort, metricsPort }: { healthPort: number; metricsPort: number },
) {
  const pipeline = { receivers: ["otlp"], exporters: ["file"] };
  return {
    extensions: { health_check: { endpoint: `${host}:${healthPort}` } },
    receivers: { otlp: { protocols: { http: { endpoint: `${host}:${port}` } } } },
    exporters: { file: { path: file, append: true, flush_interval: "200ms" } },
    service: {
      extensions: ["health_check"],
      pipelines: { traces: pipeline, logs: pipeline },
      telemetry: {
        logs: { level: "warn" },
        metrics: { readers: [{ pull: { exporter: { prometheus: { host, port: metricsPort } } } }] },
      },
    },
  };
}
