import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { stringify } from "yaml";
import { createAlertmanagerConfig, type Receivers } from "../../../../k8s/monitoring/alertmanager-config";
import {
  createCollectorScrapeConfigs,
  createGalleryScrapeConfig,
  createJaegerScrapeConfigs,
} from "../../../../k8s/monitoring/scrape";
import { inFolder, promtool } from "./promtool";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? test.skip : test;
const withAmtool = whereIs("amtool") === undefined && process.env.CI !== "true" ? test.skip : test;

withPrometheus(
  "Prometheus accepts the scrape configuration, in the form that the operator adds it to its own",
  async () => {
    const { ok, said } = await promtool(["check", "config", "prometheus.yaml"], {
      "prometheus.yaml": {
        scrape_configs: [
          createGalleryScrapeConfig("gallery"),
          ...createCollectorScrapeConfigs(),
          ...createJaegerScrapeConfigs(),
        ],
      },
    });
    expect(ok ? "" : said).toBe("");
  },
);

const sns = {
  topicArn: "arn:aws:sns:us-east-1:111122223333:alerts",
  heartbeatTopicArn: "arn:aws:sns:us-east-1:111122223333:heartbeat",
  region: "us-east-1",
};
const ways: [string, Receivers][] = [
  ["no way out", {}],
  ["topics", { sns }],
  ["topics and a webhook", { sns, webhookUrlFile: "/etc/alertmanager/secrets/alert-webhook/url" }],
];

describe.each(ways)("with %s", (_, receivers) => {
  const amtool = (...args: string[]) =>
    inFolder(async (folder) => {
      const file = join(folder, "alertmanager.yaml");
      writeFileSync(file, stringify(createAlertmanagerConfig(receivers)));
      const { stdout, stderr } = spawnSync(
        "amtool",
        args.map((arg) => arg.replace("FILE", file)),
        { encoding: "utf8" },
      );
      // Warnings go to stderr.
      return stdout || stderr;
    });

  withAmtool("Alertmanager accepts the configuration", async () => {
    expect(await amtool("check-config", "FILE")).toContain("SUCCESS");
  });

  withAmtool.each([
    ["alertname=DeadMansSwitch severity=none", "heartbeat"],
    ["alertname=GalleryPartDown severity=critical", "people"],
    ["alertname=PodRestarting severity=warning", "people"],
  ])("sends %s to the right receiver", async (labels, receiver) => {
    expect(
      (await amtool("config", "routes", "test", "--config.file=FILE", ...labels.split(" "))).trim(),
    ).toBe(receiver);
  });
});
