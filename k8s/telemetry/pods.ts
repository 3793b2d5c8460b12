/** The pods of the Collector. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { logsMiB } from "../ephemeral-storage";
import { createLabels } from "../image";
import { unprivileged } from "../pod";
import { type Resources, toQuantities } from "../quota";
import { agent, gateway, jaeger, ports } from "./addresses";
import { agentMemoryMiB, agentQueueMiB, nodeVariable } from "./agent-config";
import { gatewayMemoryMiB } from "./gateway-config";
import { jaegerMemoryMiB, jaegerVariables } from "./jaeger-config";
import { gatewayQueueMiB } from "./sinks";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type VolumeMount = k8s.types.input.core.v1.VolumeMount;
type Volume = k8s.types.input.core.v1.Volume;

/**
 * The distribution with all components of the project, in the version that `npm run test:signals` runs
 * (packages/testbed/collector/module/go.mod). https://github.com/open-telemetry/opentelemetry-collector-releases
 */
export const collectorImage = "otel/opentelemetry-collector-contrib:0.161.0";
/**
 * Jaeger 2, whose releases are those of the Go module github.com/jaegertracing/jaeger that `npm run test:signals` runs
 * (packages/testbed/jaeger/module/go.mod): v2.13.0 is v1.76.0. https://github.com/jaegertracing/jaeger/releases/tag/v2.13.0
 */
export const jaegerImage = "jaegertracing/jaeger:2.13.0";
/** Their numeric user. */
const user = 10001;

/** Folder of queues and positions in the container. */
export const stateFolder = "/var/lib/otelcol";
/** Folder of the logs of all pods on a node. https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-location-node */
export const logsFolder = "/var/log/pods";
/** Folder of the configuration in the container. */
const configFolder = "/etc/otelcol";
/** Name of the configuration's file, and key in its ConfigMap. */
export const configFile = "config.json";

/** Labels of the pods of both parts. */
export const labelsOf = (name: string) => createLabels(name, "telemetry");

/** Space for files of the queues: what is in them, and what they need while they are compacted. */
const stateMiB = (queues: number) => 2 * queues;

/** Size of the gateway's volume, GiB: two queues. */
export const gatewayVolumeGiB = Math.ceil(stateMiB(2 * gatewayQueueMiB) / 1024);
/** Size of the agent's volume on its node, MiB. */
const agentVolumeMiB = stateMiB(agentQueueMiB);

/** Requests and limits of each pod. */
export const resources = {
  gateway: sizeOf(100, 1_000, gatewayMemoryMiB),
  agent: sizeOf(50, 500, agentMemoryMiB),
  jaeger: sizeOf(50, 1_000, jaegerMemoryMiB),
} as const;

function sizeOf(cpuRequest: number, cpuLimit: number, memoryMiB: number): Resources {
  return {
    requests: { cpuMillicores: cpuRequest, memoryMiB },
    limits: { cpuMillicores: cpuLimit, memoryMiB },
  };
}

/** What the pods of one part run. */
interface CollectorPod {
  readonly name: string;
  readonly configMap: pulumi.Input<string>;
  readonly resources: Resources;
  /** TCP ports, by their names. */
  readonly ports: Readonly<Record<string, number>>;
  readonly ephemeralMiB: number;
  /**
   * Image of the container.
   *
   * @default the Collector's
   */
  readonly image?: string;
  /**
   * Further environment variables.
   *
   * @default none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether it has a folder for queues and positions.
   *
   * @default true
   */
  readonly hasState?: boolean;
}

/**
 * Creates the pod of the gateway. The StatefulSet adds its volume.
 *
 * @param serviceAccountName service account with an IAM role. Default: the namespace's, without one
 */
export const createGatewayPod = (
  configMap: pulumi.Input<string>,
  serviceAccountName?: pulumi.Input<string>,
): PodSpec => ({
  ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
  ...createPod({
    name: gateway.name,
    configMap,
    resources: resources.gateway,
    ports: {
      "otlp-grpc": ports.otlpGrpc,
      "otlp-http": ports.otlpHttp,
      zipkin: ports.zipkin,
      metrics: ports.metrics,
    },
    ephemeralMiB: logsMiB,
  }),
  securityContext: { ...secure, runAsGroup: user, fsGroup: user },
  // Decides about the traces that wait, and stores them in its queue.
  terminationGracePeriodSeconds: 60,
});

/**
 * Creates the pod of the agent. It is not root: containerd lets the group 0 read the logs, and mounts them read-only.
 * https://github.com/containerd/containerd/blob/main/internal/cri/io/logger.go
 */
export const createAgentPod = (configMap: pulumi.Input<string>): PodSpec => {
  const pod = createPod({
    name: agent.name,
    configMap,
    resources: resources.agent,
    ports: { metrics: ports.metrics },
    ephemeralMiB: logsMiB + agentVolumeMiB,
  });
  const volumes: Volume[] = [
    { name: "logs", hostPath: { path: logsFolder, type: "Directory" } },
    { name: "state", emptyDir: { sizeLimit: `${agentVolumeMiB}Mi` } },
  ];
  const mounts = [{ name: "logs", mountPath: logsFolder, readOnly: true }];
  return {
    ...pod,
    securityContext: { ...secure, runAsGroup: 0, fsGroup: user },
    // Every node has logs, also one that takes no other pods.
    tolerations: [{ operator: "Exists" }],
    priorityClassName: "system-node-critical",
    terminationGracePeriodSeconds: 30,
    containers: pod.containers.map((each) => ({
      ...each,
      volumeMounts: [...each.volumeMounts, ...mounts],
    })),
    volumes: [...pod.volumes, ...volumes],
  };
};

/** Value of GOMEMLIMIT, with which the garbage collector keeps a process below its limit. https://pkg.go.dev/runtime */
export const limitHeap = (memoryMiB: number): string => `${Math.floor(memoryMiB * 0.8)}MiB`;

const secure = { runAsNonRoot: true, runAsUser: user, seccompProfile: { type: "RuntimeDefault" } };

/** Creates the pod of Jaeger, which is a Collector with other components. */
export const createJaegerPod = (
  configMap: pulumi.Input<string>,
  serviceAccountName: pulumi.Input<string>,
): PodSpec => ({
  serviceAccountName,
  ...createPod({
    name: jaeger.name,
    image: jaegerImage,
    configMap,
    resources: resources.jaeger,
    ports: {
      "otlp-grpc": ports.otlpGrpc,
      query: ports.query,
      metrics: ports.metrics,
      requests: ports.requests,
    },
    ephemeralMiB: logsMiB,
    env: jaegerVariables,
    hasState: false,
  }),
  securityContext: { ...secure, runAsGroup: user },
});

function createPod({
  name,
  configMap,
  resources: size,
  ephemeralMiB,
  hasState = true,
  ...pod
}: CollectorPod) {
  const storage = { "ephemeral-storage": `${ephemeralMiB}Mi` };
  const env: k8s.types.input.core.v1.EnvVar[] = [
    { name: "GOMEMLIMIT", value: limitHeap(size.limits.memoryMiB) },
    ...(pod.env === undefined
      ? [{ name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }]
      : Object.entries(pod.env).map(([variable, value]) => ({ name: variable, value }))),
  ];
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    containers: [
      {
        name,
        image: pod.image ?? collectorImage,
        args: [`--config=${configFolder}/${configFile}`],
        env,
        ports: Object.entries({ ...pod.ports, health: ports.health }).map(([port, containerPort]) => ({
          name: port,
          containerPort,
        })),
        resources: {
          requests: { ...toQuantities(size.requests), ...storage },
          limits: { ...toQuantities(size.limits), ...storage },
        },
        readinessProbe: { httpGet: { path: "/", port: "health" }, periodSeconds: 5 },
        // A process that does not accept connections for a minute.
        livenessProbe: { tcpSocket: { port: "health" }, periodSeconds: 10, failureThreshold: 6 },
        securityContext: unprivileged,
        volumeMounts: [
          { name: "config", mountPath: configFolder, readOnly: true },
          ...(hasState ? [{ name: "state", mountPath: stateFolder }] : []),
        ] as VolumeMount[],
      },
    ],
    volumes: [{ name: "config", configMap: { name: configMap } }] as Volume[],
  };
}
