import { logsMiB } from "../../ephemeral-storage";
import { buildRemoteWriteValues } from "../remote-write";
import {
  createApplicationsScrapeConfig,
  createCollectorScrapeConfigs,
  createControllerScrapeConfig,
  createGalleryScrapeConfig,
  createJaegerScrapeConfigs,
} from "../scrape";
import {
  createDisruptionBudget,
  createRestrictedContext,
  createVolume,
  runsGallery,
  type Stack,
  scrapeInterval,
  spreadOverZones,
} from "./common";

/** The feature of Prometheus that keeps exemplars, the latest 100,000 in memory. https://prometheus.io/docs/prometheus/latest/feature_flags/ */
export const exemplarStorage = "exemplar-storage";

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
        ...reloaderResources,
        securityContext: createRestrictedContext(65534),
        podAntiAffinity: "soft",
        topologySpreadConstraints: spreadOverZones("prometheus"),
        additionalScrapeConfigs: buildScrapeConfigs(stack),
        ...(stack.openSearchUrl === undefined ? {} : { enableFeatures: [exemplarStorage] }),
        externalUrl: `${stack.links.grafana}/explore`,
        // Without the replica label, Alertmanager deduplicates the alerts of two replicas.
        replicaExternalLabelNameClear: true,
        ...(stack.remoteWrite ? buildRemoteWriteValues(stack.remoteWrite, stack.remoteWrite.secret) : {}),
        // Selects only rules and monitors with the label of this release.
        ruleSelectorNilUsesHelmValues: true,
        serviceMonitorSelectorNilUsesHelmValues: true,
      },
    },
  };
}

function buildScrapeConfigs(stack: Stack) {
  const { galleryNamespace, applications, releases, telemetry, openSearchUrl } = stack;
  const ofTelemetry = [
    ...(telemetry ? createCollectorScrapeConfigs() : []),
    ...(openSearchUrl === undefined ? [] : createJaegerScrapeConfigs()),
  ];
  if (galleryNamespace === undefined) return ofTelemetry;
  const hasReleases = releases !== undefined;
  return [
    ...ofTelemetry,
    ...(runsGallery(stack) ? [createGalleryScrapeConfig(galleryNamespace, hasReleases)] : []),
    ...(applications.length > 0 ? [createApplicationsScrapeConfig(galleryNamespace, hasReleases)] : []),
    ...(hasReleases ? [createControllerScrapeConfig()] : []),
  ];
}

/**
 * Resources of the config reloader, in pods of Prometheus and Alertmanager. The operator merges containers by name; its flags set CPU
 * and memory only. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec
 */
export const reloaderResources = {
  containers: [{ name: "config-reloader", resources: createResources("10m", "64Mi") }],
  initContainers: [{ name: "init-config-reloader", resources: createResources("10m", "64Mi") }],
};

/**
 * Creates requests and limits. There is no CPU limit, because a throttled Prometheus misses scrapes under load.
 * @param filesMiB disk space for files in the container and its emptyDir volumes; logs are added. Default: a rendered configuration
 */
export function createResources(cpu: string, memory: string, filesMiB = 16) {
  return {
    requests: { cpu, memory, "ephemeral-storage": `${logsMiB}Mi` },
    limits: { memory, "ephemeral-storage": `${logsMiB + filesMiB}Mi` },
  };
}
