/** The Prometheus of a scenario. It scrapes as the platform's does, once per second. */
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { createGalleryScrapeConfig } from "../../../k8s/monitoring/scrape";

/** A Prometheus that scrapes the gallery's pods in a namespace. */
export class Signals {
  private running: LocalPrometheus | undefined;

  private constructor(
    private readonly namespace: string,
    private readonly kubeconfig: string,
    private readonly port: number,
  ) {}

  static async start(namespace: string, kubeconfig: string): Promise<Signals> {
    const signals = new Signals(namespace, kubeconfig, await freePort());
    await signals.restart();
    return signals;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  /** Starts it again on the same port, without its samples. */
  async restart(): Promise<void> {
    const { kubernetes_sd_configs, relabel_configs, ...platform } = createGalleryScrapeConfig(
      this.namespace,
      true,
    );
    const scrapeConfig = {
      ...platform,
      kubernetes_sd_configs: kubernetes_sd_configs.map((each) => ({
        ...each,
        kubeconfig_file: this.kubeconfig,
      })),
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
    this.running = await LocalPrometheus.start({
      groups: [],
      targets: [],
      intervalSeconds: 1,
      scrapeConfigs: [scrapeConfig],
      port: this.port,
    });
  }
}
