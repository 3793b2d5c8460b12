/** The Prometheus of a scenario. It scrapes as the platform's does, once per second. */
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { createGalleryScrapeConfig } from "../../../k8s/monitoring/scrape";

/** Starts a Prometheus that scrapes the gallery's pods in a namespace. */
export function startSignals(namespace: string, kubeconfig: string): Promise<LocalPrometheus> {
  const { kubernetes_sd_configs, relabel_configs, ...platform } = createGalleryScrapeConfig(namespace, true);
  const scrapeConfig = {
    ...platform,
    kubernetes_sd_configs: kubernetes_sd_configs.map((each) => ({ ...each, kubeconfig_file: kubeconfig })),
    relabel_configs: [
      ...relabel_configs,
      // The process of a pod listens on the loopback address of its pod address.
      {
        source_labels: ["__address__"],
        regex: "10\\.(.+)",
        replacement: "127.$1",
        target_label: "__address__",
      },
    ],
  };
  return LocalPrometheus.start({
    groups: [],
    targets: [],
    intervalSeconds: 1,
    scrapeConfigs: [scrapeConfig],
  });
}
