import type { Input } from "@pulumi/pulumi";
import type { Receivers } from "../alertmanager-config";
import type { RemoteWriteArgs } from "../remote-write";
import type { Links } from "../rules";
import type { MonitoredApplication, Objectives, ReleaseTimes } from "../rules/rule";

/** Parameters of the chart's values. */
export interface Stack {
  /**
   * Namespace of the gallery and of the other applications, whose pods Prometheus scrapes.
   *
   * @default the stack has no applications
   */
  readonly galleryNamespace?: string | undefined;
  /**
   * Whether the gallery runs in that namespace.
   *
   * @default whether there is a namespace
   */
  readonly hasGallery?: boolean | undefined;
  /** The other applications in that namespace that Prometheus scrapes. */
  readonly applications: readonly MonitoredApplication[];
  /**
   * Durations of the releases that the controller performs, which asks Prometheus.
   *
   * @default rolling updates only
   */
  readonly releases?: ReleaseTimes | undefined;
  /** Whether the Collector runs, whose parts Prometheus scrapes. */
  readonly telemetry: boolean;
  /**
   * Base URL of the OpenSearch domain with logs, beside which Jaeger runs.
   *
   * @default there is none
   */
  readonly openSearchUrl?: Input<string> | undefined;
  readonly maxLagSeconds: number;
  readonly objectives: Objectives;
  readonly links: Links;
  /** Number of Prometheus and of Alertmanager pods. If more than one, they are spread over zones. */
  readonly replicas: number;
  readonly retentionDays: number;
  /** Volume size of each Prometheus, in GiB. */
  readonly storageGib: number;
  /** Memory of each Prometheus, in MiB. */
  readonly memoryMib: number;
  readonly receivers: Receivers;
  /**
   * Name of the Secret with the webhook's URL.
   *
   * @default no webhook
   */
  readonly webhookSecret?: Input<string>;
  /**
   * A server that receives all samples as well, and the name of the Secret with its token.
   *
   * @default no remote write
   */
  readonly remoteWrite?: Pick<RemoteWriteArgs, "url" | "clusterName"> & { readonly secret?: Input<string> };
  /** Name of the Secret with user name and password of Grafana's administrator. */
  readonly grafanaSecret: Input<string>;
  /**
   * DNS name of Grafana.
   *
   * @default Grafana is reachable by port-forward only
   */
  readonly grafanaHost?: string | undefined;
  readonly region: string;
}

/** Whether the stack runs the gallery, and so has rules and dashboards of it. */
export const runsGallery = ({
  galleryNamespace,
  hasGallery = galleryNamespace !== undefined,
}: Pick<Stack, "galleryNamespace" | "hasGallery">): boolean => hasGallery;

/** Namespace of everything except the node exporter. The gallery's NetworkPolicies allow its Prometheus. */
export const namespace = "monitoring";

/** Service accounts with IAM roles (Pod Identity). */
export const serviceAccounts = { alertmanager: "alertmanager", grafana: "grafana" } as const;

const storageClass = "gp3-encrypted";

/** Interval of all scrapes and of the rules. */
export const scrapeInterval = "30s";

/** A budget that lets a drain evict one of several replicas at a time. A single replica has none: it would block every drain. */
export const createDisruptionBudget = (replicas: number) => ({
  // Only minAvailable, which the chart sets by default: Kubernetes rejects a budget that has maxUnavailable as well.
  podDisruptionBudget: { enabled: replicas > 1, minAvailable: Math.max(1, replicas - 1) },
});

/** Creates a volume claim template with the encrypted StorageClass. */
export const createVolume = (gib: number) => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: storageClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${gib}Gi` } },
    },
  },
});

/** Creates a security context for the Pod Security level `restricted`. */
export const createRestrictedContext = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});

/** Creates a constraint that spreads replicas over zones if possible. */
export const spreadOverZones = (name: string) => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  },
];
