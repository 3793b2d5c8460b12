/** Where logs and traces are sent. */
import * as pulumi from "@pulumi/pulumi";
import { endpointOf } from "../egress-by-name";
import { podsOf, tcp } from "../network-peers";
import { jaeger, jaegerHost, ports } from "./addresses";
import { sendToOpenSearch } from "./opensearch-sink";
import type { Target } from "./policies";
import { type Sink, sendToCloudWatch, sendToOtlp } from "./sinks";

/** Where logs and traces are sent. */
export type Destination = OtlpDestination | CloudWatchDestination | OpenSearchDestination;

/** A receiver of OTLP over HTTP. */
interface OtlpDestination {
  readonly kind: "otlp";
  /**
   * Base URL, without `/v1/traces`.
   *
   * @example "https://otel.example.com:4318"
   */
  readonly url: string;
  /** IPv4 blocks of its addresses, with `egressBy: addresses`. Empty: every public address. */
  readonly cidrs: readonly string[];
}

/** CloudWatch Logs and X-Ray. */
interface CloudWatchDestination {
  readonly kind: "cloudwatch";
  readonly region: string;
  /** How host names end in the region's partition: `amazonaws.com`, or `amazonaws.com.cn` in China. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** Name of the log group, which exists. */
  readonly logGroupName: pulumi.Input<string>;
  /** The association of the gateway's service account with a role that may write, which exists before the pod. */
  readonly access: readonly pulumi.Resource[];
}

/** A domain of OpenSearch, and Jaeger in the cluster. */
interface OpenSearchDestination {
  readonly kind: "opensearch";
  readonly region: string;
  /** Base URL and host name of the domain. */
  readonly url: pulumi.Input<string>;
  readonly host: pulumi.Input<string>;
  /** IPv4 blocks of its addresses, with `egressBy: addresses`. */
  readonly cidrs: readonly string[];
  /** The Job that prepares the domain, after the associations of the service accounts. */
  readonly access: readonly pulumi.Resource[];
}

/** Creates the part of the gateway's configuration that sends. */
export function createSink(destination: Destination): pulumi.Output<Sink> {
  if (destination.kind === "otlp") return pulumi.output(sendToOtlp(destination.url));
  const { region } = destination;
  if (destination.kind === "opensearch")
    return pulumi
      .output(destination.url)
      .apply((url) => sendToOpenSearch({ url, region, jaeger: `${jaegerHost}:${ports.otlpGrpc}` }));
  const queued = `127.0.0.1:${ports.queued}`;
  return pulumi
    .output(destination.logGroupName)
    .apply((name) => sendToCloudWatch({ region, logGroupName: name, queued }));
}

/** What the gateway has to reach. */
export function getTarget(destination: Destination): Target {
  if (destination.kind === "cloudwatch")
    return {
      hosts: ["logs", "xray"].map((service) => endpointOf(service, destination)),
      ...{ port: 443, cidrs: [], needsRole: true },
    };
  if (destination.kind === "opensearch") {
    const spans = { to: [podsOf(jaeger)], ports: tcp(ports.otlpGrpc) };
    const { host, cidrs } = destination;
    return { hosts: [host], port: 443, cidrs, needsRole: true, inCluster: [spans] };
  }
  const { protocol, hostname, port } = new URL(destination.url);
  const usual = protocol === "http:" ? 80 : 443;
  return {
    hosts: [hostname],
    port: port === "" ? usual : Number(port),
    cidrs: destination.cidrs,
    needsRole: false,
  };
}
