import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "../depends-on";
import type { EgressBy } from "../egress-by-name";
import { createSelector } from "../image";
import { Namespace } from "../namespace";
import { computeQuota, type Quota } from "../quota";
import { agent, gateway, gatewayAccounts, gatewayHost, ports } from "./addresses";
import { buildAgentConfig } from "./agent-config";
import { createSink, type Destination, getTarget } from "./destinations";
import { buildGatewayConfig, type Sampling } from "./gateway-config";
import {
  configFile,
  createAgentPod,
  createGatewayPod,
  gatewayVolumeGiB,
  labelsOf,
  logsFolder,
  resources,
  stateFolder,
} from "./pods";
import { CollectorPolicies } from "./policies";

/** Arguments of {@link Collector}. Changes are applied in place. */
export interface CollectorArgs {
  /** Where everything is sent. */
  readonly destination: Destination;
  /** Which traces are stored. */
  readonly sampling: Sampling;
  /** Share of the log lines about successful requests that are sent, in percent. */
  readonly accessLogPercent: number;
  /** Name of the environment, an attribute of all log records. */
  readonly environment: string;
  /** Name of the cluster, an attribute of all log records. */
  readonly clusterName: pulumi.Input<string>;
  /**
   * Namespace whose pods send spans.
   *
   * @default none
   */
  readonly applicationsNamespace?: string | undefined;
  /**
   * Largest number of nodes.
   *
   * @example 20
   */
  readonly maxNodes: number;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
  /** How policies describe the destination. */
  readonly egressBy: EgressBy;
  /** The storage class, which exists before the gateway's volume. */
  readonly storage: pulumi.Resource;
}

/**
 * The OpenTelemetry Collector: an agent on each node, which reads the logs of containers, and a gateway, which receives their records
 * and the spans of applications, and sends them to the destination.
 *
 * There is one gateway, because it decides about a trace when it has all spans of it. While it is replaced, agents keep log records on
 * their node, and applications the latest spans in memory.
 */
export class Collector extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Collector", name, {}, opts);
    const inherited = inheritDependsOn(opts);
    const own = this.createNamespace(
      `${name}-gateway`,
      // A replaced pod can still be terminating.
      { ...computeQuota([{ pods: 2, resources: resources.gateway }]), persistentvolumeclaims: "1" },
      { ...gateway, level: "restricted", dnsCidr: args.dnsCidr },
      inherited,
    );
    const nodes = this.createNamespace(
      `${name}-agent`,
      computeQuota([{ pods: 2 * args.maxNodes, resources: resources.agent }]),
      { ...agent, level: "privileged", dnsCidr: args.dnsCidr },
      inherited,
    );
    const policies = new CollectorPolicies(
      `${name}-policies`,
      { ...args, target: getTarget(args.destination), gatewayNamespace: own, agentNamespace: nodes },
      { parent: this },
    );
    this.createGateway(`${name}-gateway`, args, own, [policies, args.storage]);
    this.createAgent(`${name}-agent`, args, nodes, policies);
    this.registerOutputs({});
  }

  private createNamespace(
    name: string,
    quota: Quota,
    { namespace, level, dnsCidr }: NamespaceOptions,
    inherited: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    return new Namespace(name, { name: namespace, level, quota, dnsCidr }, { parent: this, ...inherited })
      .namespace;
  }

  private createGateway(
    name: string,
    { destination, sampling }: CollectorArgs,
    namespace: pulumi.Output<string>,
    dependsOn: pulumi.Resource[],
  ): void {
    const labels = labelsOf(gateway.name);
    const place = {
      ...inPod,
      otlpGrpcPort: ports.otlpGrpc,
      otlpHttpPort: ports.otlpHttp,
      zipkinPort: ports.zipkin,
    };
    const config = createSink(destination).apply((sink) => buildGatewayConfig({ place, sink, sampling }));
    const account = this.createServiceAccount(name, destination, namespace);
    const configMap = this.createConfig(name, namespace, labels, config);
    const service = new k8s.core.v1.Service(
      name,
      {
        // Without it, the provider waits for the endpoint, which the StatefulSet creates.
        metadata: { name: gateway.name, namespace, labels, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: createSelector(gateway.name),
          ports: (["otlpGrpc", "otlpHttp", "zipkin"] as const).map((port) => ({
            name: port.toLowerCase(),
            port: ports[port],
            targetPort: ports[port],
          })),
        },
      },
      { parent: this },
    );
    new k8s.apps.v1.StatefulSet(
      name,
      {
        metadata: { name: gateway.name, namespace, labels },
        spec: {
          replicas: 1,
          serviceName: service.metadata.name,
          selector: { matchLabels: createSelector(gateway.name) },
          template: { metadata: { labels }, spec: createGatewayPod(configMap, account) },
          volumeClaimTemplates: [
            {
              metadata: { name: "state" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "gp3-encrypted",
                resources: { requests: { storage: `${gatewayVolumeGiB}Gi` } },
              },
            },
          ],
          // A removed Collector leaves no volume.
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
        },
      },
      {
        parent: this,
        dependsOn: destination.kind === "otlp" ? dependsOn : [...dependsOn, ...destination.access],
      },
    );
  }

  /** Creates a service account for a role. Without a role, the pod uses the one of its namespace, of which it gets no token. */
  private createServiceAccount(
    name: string,
    { kind }: Destination,
    namespace: pulumi.Output<string>,
  ): pulumi.Output<string> | undefined {
    if (kind === "otlp") return undefined;
    const metadata = { name: gatewayAccounts[kind], namespace, labels: labelsOf(gateway.name) };
    return new k8s.core.v1.ServiceAccount(
      // Another resource, and not another name of the same one, for which Pulumi would replace the gateway with its volume.
      kind === "cloudwatch" ? name : `${name}-${kind}`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    ).metadata.name;
  }

  private createAgent(
    name: string,
    { environment, clusterName, accessLogPercent }: CollectorArgs,
    namespace: pulumi.Output<string>,
    dependsOn: pulumi.Resource,
  ): void {
    const labels = labelsOf(agent.name);
    const config = pulumi.output(clusterName).apply((cluster) =>
      buildAgentConfig({
        place: inPod,
        logs: logsFolder,
        gateway: `${gatewayHost}:${ports.otlpGrpc}`,
        accessLogPercent,
        resource: {
          "k8s.cluster.name": cluster,
          "deployment.environment.name": environment,
        },
      }),
    );
    const configMap = this.createConfig(name, namespace, labels, config);
    new k8s.apps.v1.DaemonSet(
      name,
      {
        metadata: { name: agent.name, namespace, labels },
        spec: {
          selector: { matchLabels: createSelector(agent.name) },
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
          template: { metadata: { labels }, spec: createAgentPod(configMap) },
        },
      },
      { parent: this, dependsOn },
    );
  }

  /** Creates an immutable ConfigMap with a generated name, so that a change starts new pods. JSON is a subset of YAML. */
  private createConfig(
    name: string,
    namespace: pulumi.Output<string>,
    labels: Record<string, string>,
    config: pulumi.Input<object>,
  ): pulumi.Output<string> {
    const text = pulumi.output(config).apply((content) => JSON.stringify(content, undefined, 2));
    return new k8s.core.v1.ConfigMap(
      name,
      { metadata: { namespace, labels }, data: { [configFile]: text }, immutable: true },
      { parent: this },
    ).metadata.name;
  }
}

interface NamespaceOptions {
  readonly namespace: string;
  readonly level: "restricted" | "privileged";
  readonly dnsCidr: pulumi.Input<string>;
}

/** Where a Collector runs in the cluster: in each pod, the same. */
const inPod = {
  host: "0.0.0.0",
  metricsPort: ports.metrics,
  healthPort: ports.health,
  folder: stateFolder,
} as const;
