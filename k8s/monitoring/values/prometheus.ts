import { galleryScrape } from "../scrape";
import { onePerZone, restrictedPod, type Stack, volume } from "./common";

/** Prometheus and its operator. Keys: https://github.com/prometheus-community/helm-charts, kube-prometheus-stack. */
export function prometheusValues(stack: Stack) {
  return {
    prometheusOperator: {
      // They check rules on their way into the cluster; ours are checked by tests, and nobody else writes any.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      resources: size("50m", "128Mi"),
    },
    prometheus: {
      prometheusSpec: {
        replicas: stack.replicas,
        // By time and by size: whichever comes first. The rest of the volume is for the write-ahead log.
        retention: `${stack.retentionDays}d`,
        retentionSize: `${Math.floor(stack.storageGib * 0.8)}GiB`,
        scrapeInterval: "30s",
        evaluationInterval: "30s",
        storageSpec: volume(stack.storageGib),
        resources: size("250m", `${stack.memoryMib}Mi`),
        securityContext: restrictedPod(65534),
        podAntiAffinity: "soft",
        topologySpreadConstraints: onePerZone("prometheus"),
        additionalScrapeConfigs: [galleryScrape(stack.galleryNamespace)],
        externalUrl: `${stack.links.grafana}/explore`,
        // Two replicas say the same: Alertmanager takes it once when this label does not tell them apart.
        replicaExternalLabelNameClear: true,
        // Only what this chart brings; a PrometheusRule or ServiceMonitor of somebody else's needs its label.
        ruleSelectorNilUsesHelmValues: true,
        serviceMonitorSelectorNilUsesHelmValues: true,
      },
    },
  };
}

/** Requests and the memory limit. No CPU limit: held back, Prometheus misses scrapes just when it matters. */
export const size = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });
