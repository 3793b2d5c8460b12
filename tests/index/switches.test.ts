/** Stacks without the gallery, without the monitoring, and without both in an existing VPC, evaluated. */
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";
import { all, evaluated, one } from "../evaluated";
import { cloudWith, existingNetwork } from "../existing-network";
import { problems, settings } from "../settings/changed";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const withoutGallery = { gallery: "off", galleryImage: "", galleryThumbnailerImage: "" };
/** The domain of prod belongs to the gallery. */
const noDomain = { galleryHost: "", galleryHostedZoneId: "" };
const switches = {
  gallery: { ...withoutGallery, ...noDomain },
  monitoring: { monitoring: "off" },
} as const;
const zones: Readonly<Record<string, number>> = { dev: 2, prod: 3 };
const stacks = ["dev", "prod"] as const;

function complies(stack: string, { resources }: Evaluation): void {
  const { config } = readStackConfig(projectFolder, stack);
  expect(checkPolicies(resources, policySettings(config, projectName()))).toEqual([]);
}

const text = ({ resources }: Evaluation) => JSON.stringify(resources.map(({ inputs }) => inputs));
const names = ({ resources }: Evaluation) => resources.map(({ urn }) => urn);

describe.each(stacks)("%s without the gallery", (stack) => {
  let off: Evaluation;
  beforeAll(async () => {
    off = await evaluated(stack, { changes: switches.gallery });
  });

  test("has no bucket, function, token, namespace and image of it, and keeps the database", () => {
    expect(names(off).filter((urn) => /photos|thumbnailer|curator|::gallery|::api|::web/.test(urn))).toEqual(
      [],
    );
    expect(text(off)).not.toMatch(/groundwork\/(gallery|thumbnailer)/);
    expect(all(off, "aws:rds/instance:Instance").map(({ name }) => name)).toContain("database-primary");
    expect(Object.keys(off.outputs)).toEqual(
      expect.arrayContaining(["databasePrimaryAddress", "databaseSecretArn", "grafanaUrl"]),
    );
    for (const output of ["galleryUrl", "galleryImage", "thumbnailerImage", "photoBucket", "curatorToken"])
      expect(off.outputs).not.toHaveProperty(output);
    complies(stack, off);
  });

  test("has no alert, scrape and dashboard of it, and those of nodes, pods and the monitoring", () => {
    const values = Object(one(off, RELEASE).inputs.values);
    const groups = Object.keys(values.additionalPrometheusRulesMap);
    expect(groups.sort()).toEqual(["monitoring-itself", "nodes-use", "pods-use"]);
    expect(JSON.stringify(values.additionalPrometheusRulesMap)).not.toMatch(
      /gallery|Gallery|MigrationFailed/,
    );
    expect(values.prometheus.prometheusSpec.additionalScrapeConfigs).toEqual([]);
    const dashboards = all(off, "kubernetes:core/v1:ConfigMap")
      .map(({ name }) => name)
      .filter((name) => name.includes("dashboard"));
    expect(dashboards.sort()).toEqual(
      ["cluster", "database", "monitoring"].map((name) => `monitoring-dashboard-${name}`),
    );
    // Each alert links to a dashboard.
    for (const [, name] of JSON.stringify(values.additionalPrometheusRulesMap).matchAll(
      /\/d\/groundwork-(\w+)/g,
    ))
      expect(dashboards).toContain(`monitoring-dashboard-${name}`);
  });
});

describe.each(stacks)("%s without the monitoring", (stack) => {
  let on: Evaluation;
  let off: Evaluation;
  beforeAll(async () => {
    on = await evaluated(stack);
    off = await evaluated(stack, { changes: switches.monitoring });
  });

  test("has no chart, namespace, password, heartbeat and role of it", () => {
    const left = names(off).filter((urn) => /::monitoring|heartbeat|silence|alertmanager|grafana/.test(urn));
    expect(left).toEqual([]);
    for (const output of ["grafanaUrl", "grafanaPassword"]) expect(off.outputs).not.toHaveProperty(output);
    complies(stack, off);
  });

  test("keeps every other resource, with the same URN and inputs", () => {
    // Passwords are different in every evaluation.
    const inputs = ({ resources }: Evaluation) =>
      resources
        .filter(({ urn, type }) => type.startsWith("aws:") && names(off).includes(urn))
        .map((each) => [
          each.urn,
          { ...each.inputs, ...Object.fromEntries(each.secrets.map((key) => [key, ""])) },
        ]);
    expect(inputs(off).length).toBeGreaterThan(80);
    expect(inputs(off)).toEqual(inputs(on));
    expect(names(off).filter((urn) => !names(on).includes(urn))).toEqual([]);
    expect(off.outputs.galleryUrl).toEqual(on.outputs.galleryUrl);
  });

  test("keeps the alarms of CloudWatch, the events and their topic", () => {
    const alarms = (evaluation: Evaluation) =>
      all(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
    expect(alarms(off)).toEqual(alarms(on).filter((name) => name !== "alerting-silence"));
    const topic = one(off, "aws:sns/topic:Topic");
    for (const { inputs } of all(off, "aws:cloudwatch/metricAlarm:MetricAlarm"))
      expect(inputs.alarmActions).toEqual([topic.outputs.arn]);
    expect(off.outputs.alertTopicArn).toBe(topic.outputs.arn);
    expect(all(off, "aws:cloudwatch/eventRule:EventRule").map(({ name }) => name)).toEqual([
      "endpoint-alarm",
    ]);
  });
});

test.each(stacks)("%s without both, in an existing VPC, complies with every policy", async (stack) => {
  const changes = { ...switches.gallery, ...switches.monitoring, ...existingNetwork(zones[stack] ?? 0) };
  const evaluation = await evaluated(stack, { changes, cloud: cloudWith() });
  complies(stack, evaluation);
  const types = [...new Set(evaluation.resources.map(({ type }) => type))];
  expect(types).toEqual(expect.arrayContaining(["aws:eks/cluster:Cluster", "aws:rds/instance:Instance"]));
  expect(types.filter((type) => /s3\/|lambda\/|helm|ec2\/vpc:|ec2\/subnet:/.test(type))).toEqual([]);
});

describe("settings of what is off", () => {
  test("Grafana, the webhook and remote write need the monitoring", () => {
    const parts = {
      grafanaHost: "grafana.example.com",
      grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
      grafanaAllowedCidrs: ["198.51.100.0/24"],
      alertWebhookUrl: "https://hooks.example.com/services/T0",
      prometheusRemoteWriteUrl: "https://metrics.example.com/api/v1/push",
    };
    expect(problems(parts)).toEqual([]);
    expect(problems({ ...parts, monitoring: "off" })).toEqual([
      'groundwork:grafanaHost: "" while monitoring is off: Grafana is a part of it',
      'groundwork:alertWebhookUrl: "" while monitoring is off: Alertmanager, which sends to the webhook, is a part of it',
      'groundwork:prometheusRemoteWriteUrl: "" while monitoring is off: Prometheus is a part of it',
    ]);
  });

  test("images are required with the gallery, and allowed without it", () => {
    const none = { galleryImage: "", galleryThumbnailerImage: "" };
    const example = "an image with a version tag or a digest, such as registry.example.com/gallery:1.0.0";
    expect(problems(none)).toEqual(
      ["galleryImage", "galleryThumbnailerImage"].map(
        (key) => `groundwork:${key}: ${example}; "" is allowed while gallery is off`,
      ),
    );
    expect(problems(withoutGallery)).toEqual([]);
    expect(problems({ gallery: "off" })).toEqual([]);
    expect(settings(withoutGallery).gallery.isOn).toBe(false);
    const domain = { galleryHost: "gallery.example.com", galleryHostedZoneId: "Z0123456789" };
    expect(problems({ ...domain, gallery: "off" })).toEqual([]);
  });

  test.each(["gallery", "monitoring"])("%s is on or off", (key) => {
    expect(problems({ [key]: "false" })).toEqual([`groundwork:${key}: on or off`]);
  });
});
