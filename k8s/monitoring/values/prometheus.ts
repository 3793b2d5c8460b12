import { createGalleryScrapeConfig } from "../scrape";
import {
  createDisruptionBudget,
  createRestrictedContext,
  createVolume,
  type Stack,
  scrapeInterval,
  spreadOverZones,
} from "./common";

/** Builds the values of Prometheus and its operator. Keys: https://github.com/prometheus-community/helm-charts, kube-prometheus-stack. */
export function buildPrometheusValues(stack: Stack) {
  return {
    prometheusOperator: {
      // The webhooks validate rules when they are created. Tests validate all rules of the platform.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      resources: createResources("50m", "128Mi"),
    },
    // The chart scrapes cAdvisor, which has the most series, every 10 s.
    kubelet: { serviceMonitor: { interval: scrapeInterval, cAdvisorInterval: scrapeInterval } },
    prometheus: {
      ...createDisruptionBudget(stack.replicas),
      prometheusSpec: {
        replicas: stack.replicas,
        // Limits by time and by size. The rest of the volume is for the write-ahead log.
        retention: `${stack.retentionDays}d`,
        retentionSize: `${Math.floor(stack.storageGib * 0.8)}GiB`,
        scrapeInterval,
        evaluationInterval: scrapeInterval,
        storageSpec: createVolume(stack.storageGib),
        resources: createResources("250m", `${stack.memoryMib}Mi`),
        securityContext: createRestrictedContext(65534),
        podAntiAffinity: "soft",
        topologySpreadConstraints: spreadOverZones("prometheus"),
        additionalScrapeConfigs: [createGalleryScrapeConfig(stack.galleryNamespace)],
        externalUrl: `${stack.links.grafana}/explore`,
        // Without the replica label, Alertmanager deduplicates the alerts of two replicas.
        replicaExternalLabelNameClear: true,
        // Selects only rules and monitors with the label of this release.
        ruleSelectorNilUsesHelmValues: true,
        serviceMonitorSelectorNilUsesHelmValues: true,
      },
    },
  };
}

/** Creates requests and a memory limit. There is no CPU limit, because a throttled Prometheus misses scrapes under load. */
export const createResources = (cpu: string, memory: string) => ({
  requests: { cpu, memory },
  limits: { memory },
});
