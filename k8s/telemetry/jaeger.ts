import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "../depends-on";
import { createSelector } from "../image";
import { jaeger, ports } from "./addresses";
import { buildJaegerConfig } from "./jaeger-config";
import type { Shards } from "./log-store";
import { configFile, createJaegerPod, labelsOf } from "./pods";

/** Arguments of {@link Jaeger}. Changes are applied in place unless noted otherwise, and start a new pod. */
export interface JaegerArgs {
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** Base URL of the domain. */
  readonly url: pulumi.Input<string>;
  readonly region: string;
  readonly shards: Shards;
  /** How long traces are kept, in days. */
  readonly retentionDays: number;
}

/** Jaeger, which stores traces in OpenSearch, and finds them there. Its page has no sign-in: only Grafana and a port-forward reach it. */
export class Jaeger extends pulumi.ComponentResource {
  constructor(name: string, args: JaegerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Jaeger", name, {}, opts);
    const { namespace, url, ...given } = args;
    const labels = labelsOf(jaeger.name);
    const metadata = { name: jaeger.name, namespace, labels };
    const config = pulumi
      .output(url)
      .apply((base) => JSON.stringify(buildJaegerConfig({ ...given, url: base, place }), undefined, 2));
    const configMap = new k8s.core.v1.ConfigMap(
      name,
      { metadata: { namespace, labels }, data: { [configFile]: config }, immutable: true },
      { parent: this },
    );
    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    new k8s.core.v1.Service(
      name,
      {
        // Without it, the provider waits for the endpoint, which the Deployment creates.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: createSelector(jaeger.name),
          ports: (["otlpGrpc", "query"] as const).map((port) => ({
            name: port.toLowerCase(),
            port: ports[port],
            targetPort: ports[port],
          })),
        },
      },
      { parent: this },
    );
    new k8s.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          // While it is replaced, spans wait in the gateway's queue.
          replicas: 1,
          selector: { matchLabels: createSelector(jaeger.name) },
          template: {
            metadata: { labels },
            spec: createJaegerPod(configMap.metadata.name, account.metadata.name),
          },
        },
      },
      { parent: this, ...inheritDependsOn(opts) },
    );
    this.registerOutputs({});
  }
}

/** Where Jaeger runs in the cluster: in each pod, the same. */
const place = {
  host: "0.0.0.0",
  otlpGrpcPort: ports.otlpGrpc,
  queryPort: ports.query,
  queryGrpcPort: ports.queryGrpc,
  metricsPort: ports.metrics,
  requestsPort: ports.requests,
  healthPort: ports.health,
} as const;
