import type { Input } from "@pulumi/pulumi";
import type { Receivers } from "../alertmanager-config";
import type { Links } from "../rules";
import type { Objectives } from "../rules/rule";

/** What the chart's values depend on. */
export interface Stack {
  readonly galleryNamespace: string;
  readonly maxLagSeconds: number;
  readonly objectives: Objectives;
  readonly links: Links;
  /** Of Prometheus and of Alertmanager; above one they are spread over zones. */
  readonly replicas: number;
  readonly retentionDays: number;
  /** Of each Prometheus. */
  readonly storageGib: number;
  readonly memoryMib: number;
  readonly receivers: Receivers;
  /** Name of the Secret with the webhook's URL, when there is one. */
  readonly webhookSecret?: Input<string>;
  /** Name of the Secret with Grafana's administrator. */
  readonly grafanaSecret: Input<string>;
  /** DNS name of Grafana; undefined: only by port-forward. */
  readonly grafanaHost?: string | undefined;
  readonly region: string;
}

/** Namespace of everything but the node exporter. The gallery's NetworkPolicies let its Prometheus in. */
export const namespace = "monitoring";

/** The service accounts that have AWS roles by Pod Identity. */
export const serviceAccounts = { alertmanager: "alertmanager", grafana: "grafana" } as const;

export const storageClass = "gp3-encrypted";

/** A volume on the encrypted StorageClass. */
export const volume = (gib: number) => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: storageClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${gib}Gi` } },
    },
  },
});

/** Pod Security `restricted`, with a user of its own. */
export const restrictedPod = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});

/** Replicas lie in different zones, unless there is only one zone left to lie in. */
export const onePerZone = (name: string) => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  },
];
