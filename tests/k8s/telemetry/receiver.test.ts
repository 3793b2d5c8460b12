import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { readConfig } from "../../../app/src/config";
import { tracesUrl } from "../../../app/src/telemetry/settings";
import { podsOf } from "../../../k8s/network-peers";
import { gateway, gatewayHost } from "../../../k8s/telemetry/addresses";
import { all, evaluated, one } from "../../evaluated";
import { problems, settings } from "../../settings/changed";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const FUNCTION = "aws:lambda/function:Function";
const url = "https://otel.example.com:4318";
const on = { telemetry: "otlp", telemetryOtlpUrl: url };

/** Inputs of all resources by their URN. Passwords are different in every evaluation. */
const inputsOf = ({ resources }: Evaluation) =>
  new Map(
    resources.map(({ urn, inputs, secrets }) => [
      urn,
      JSON.stringify({ ...inputs, ...Object.fromEntries(secrets.map((key) => [key, ""])) }),
    ]),
  );
const dataOf = (evaluation: Evaluation, name: RegExp) => {
  const [found] = all(evaluation, CONFIG_MAP).filter((each) => name.test(each.name));
  return Object(found?.inputs.data);
};

describe.each(["dev", "prod"])("%s with telemetry", (stack) => {
  let off: Evaluation;
  let traced: Evaluation;
  beforeAll(async () => {
    off = await evaluated(stack);
    traced = await evaluated(stack, { changes: on });
  });

  test("off is the default: no variable and no policy of it", () => {
    expect(JSON.stringify(off.resources.map(({ inputs }) => inputs))).not.toMatch(/OTEL_|telemetry/);
    expect(one(off, FUNCTION).inputs).not.toHaveProperty("environment");
  });

  test("turning it on, and off again, adds the Collector, and changes what sends to it and what watches it, and nothing else", () => {
    const [before, after] = [inputsOf(off), inputsOf(traced)];
    const short = (urns: string[]) =>
      urns.map((urn) =>
        urn
          .split("::")
          .slice(-2)
          .join(" ")
          .replace(/^.*\$/, "")
          .replace(/-[0-9a-f]{10}$/, ""),
      );
    const changed = [...before].filter(([urn, inputs]) => after.get(urn) !== inputs).map(([urn]) => urn);
    expect(short(changed).sort()).toEqual([
      "aws:iam/rolePolicy:RolePolicy thumbnailer",
      "aws:lambda/function:Function thumbnailer",
      // New pods, with the new names of their ConfigMaps.
      "kubernetes:apps/v1:Deployment gallery-api",
      "kubernetes:apps/v1:Deployment gallery-web",
      "kubernetes:core/v1:ConfigMap gallery-api",
      "kubernetes:core/v1:ConfigMap gallery-migration",
      "kubernetes:core/v1:ConfigMap gallery-web",
      "kubernetes:helm.sh/v3:Release monitoring",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring-policies-prometheus",
    ]);
    const added = short([...after.keys()].filter((urn) => !before.has(urn)));
    expect(added.filter((name) => !/ telemetry($|-)/.test(name)).sort()).toEqual([
      "kubernetes:core/v1:ConfigMap monitoring-dashboard-telemetry",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gallery-telemetry",
    ]);
    expect(added.filter((name) => name.startsWith("aws:"))).toEqual([]);
  });

  test("the environment of each role is one that the gallery accepts, and from which it sends spans to the gateway", () => {
    for (const [role, name] of [
      ["api", /^gallery-api$/],
      ["web", /^gallery-web$/],
      ["migrate", /^gallery-migration-/],
    ] as const) {
      const data = dataOf(traced, name);
      const secrets = { DATABASE_PASSWORD: "x".repeat(24), CURATOR_TOKEN: "x".repeat(24) };
      expect(tracesUrl(readConfig(role, { ...data, ...secrets }, 0))).toBe(
        `http://${gatewayHost}:4318/v1/traces`,
      );
      expect(data.OTEL_RESOURCE_ATTRIBUTES).toBe(
        `service.namespace=gallery,deployment.environment.name=${stack}`,
      );
    }
    // The thumbnailer is outside of the VPC, and knows no address.
    const { variables } = Object(one(traced, FUNCTION).inputs.environment);
    expect(Object.keys(variables).sort()).toEqual(["OTEL_RESOURCE_ATTRIBUTES", "SPANS_BUCKET"]);
  });

  test("its pods reach the gateway, and nothing outside", () => {
    const { spec } = Object(one(traced, POLICY, "gallery-telemetry").inputs);
    expect(spec.podSelector.matchExpressions[0].values).toEqual(["api", "web", "migrate"]);
    expect(spec.egress).toEqual([{ to: [podsOf(gateway)], ports: [{ protocol: "TCP", port: 4318 }] }]);
  });
});

test("the pods of a release send spans and logs as those of a Deployment", async () => {
  const releases = { api: { strategy: "canary" } };
  const deployed = await evaluated("prod", { changes: on });
  const released = await evaluated("prod", { changes: { ...on, releases } });
  const template = (evaluation: Evaluation, type: string) =>
    Object(valueAt(one(evaluation, type, "gallery-api").inputs, "spec.template"));
  const deployment = template(deployed, "kubernetes:apps/v1:Deployment");
  const rollout = template(released, "kubernetes:argoproj.io/v1alpha1:Rollout");
  expect(rollout.metadata.labels).toEqual(deployment.metadata.labels);
  // Both read the same ConfigMap and have one container of the same name.
  expect(rollout.spec.containers).toEqual(deployment.spec.containers);
  expect(dataOf(released, /^gallery-api$/)).toEqual(dataOf(deployed, /^gallery-api$/));
  const policies = ({ resources }: Evaluation) =>
    resources
      .filter(({ type, name }) => type === POLICY && /^(gallery-telemetry|telemetry-policies-)/.test(name))
      .map(({ inputs }) => inputs);
  expect(policies(released).length).toBe(3);
  expect(policies(released)).toEqual(policies(deployed));
}, 60_000);

test("cloudwatch is the default, and off records no spans", () => {
  const { config } = parse(readFileSync(join(projectFolder, "Pulumi.yaml"), "utf8"));
  expect(config.telemetry.default).toBe("cloudwatch");
  expect(settings({ telemetry: "off" }).telemetry).toBeUndefined();
  const sampling = { slowMs: 500, percent: 10 };
  const accessLogPercent = 100;
  const receiver = { url, cidrs: [] };
  expect(settings(on).telemetry).toEqual({ sampling, accessLogPercent, receiver });
  expect(settings({ telemetry: "cloudwatch" }).telemetry).toEqual({
    ...{ sampling, accessLogPercent, receiver: undefined },
  });
});

test.each([
  [{ telemetry: "jaeger" }, ["groundwork:telemetry: off, cloudwatch, opensearch or otlp"]],
  [
    { telemetry: "cloudwatch", telemetryOtlpUrl: url },
    ['groundwork:telemetryOtlpUrl: "" while telemetry is cloudwatch'],
  ],
  [
    { telemetry: "otlp" },
    [
      "groundwork:telemetryOtlpUrl: the URL of your receiver of OTLP over HTTP while telemetry is otlp, such as https://otel.example.com:4318",
    ],
  ],
  [{ telemetryOtlpUrl: url }, ['groundwork:telemetryOtlpUrl: "" while telemetry is off']],
  [
    { telemetryOtlpCidrs: ["10.0.0.0/24"] },
    ["groundwork:telemetryOtlpCidrs: [] while telemetryOtlpUrl is empty"],
  ],
  [
    { ...on, telemetryTracePercent: 101 },
    ["groundwork:telemetryTracePercent: a whole number from 0 to 100, in percent"],
  ],
  [
    { ...on, telemetryOtlpUrl: "http://otel.example.com:4318" },
    [
      "groundwork:telemetryOtlpUrl: an https:// URL; http:// is allowed while all of telemetryOtlpCidrs are private",
    ],
  ],
  [
    {
      ...on,
      telemetryOtlpUrl: "http://otel.internal:4318",
      telemetryOtlpCidrs: ["10.0.0.0/24", "203.0.113.0/24"],
    },
    [
      "groundwork:telemetryOtlpUrl: an https:// URL; http:// is allowed while all of telemetryOtlpCidrs are private",
    ],
  ],
  [
    { ...on, telemetryOtlpCidrs: ["0.0.0.0/0"] },
    ["groundwork:telemetryOtlpCidrs[0]: no block larger than a /8; [] allows every public address"],
  ],
  [
    { ...on, telemetryOtlpCidrs: ["10.0.0.0/24"], egressBy: "names" },
    ["groundwork:telemetryOtlpCidrs: [] while egressBy is names: the policy allows the host name"],
  ],
])("%j is refused with what is allowed", (given, expected) => {
  expect(problems(given)).toEqual(expected);
});

test.each([
  "https://user:password@otel.example.com",
  "https://otel.example.com?token=1",
  "grpc://otel.example.com",
  "otel:4317",
  "https://otel.example.com:70000",
])("the URL %s is refused: it has no credentials and no other protocol", (telemetryOtlpUrl) => {
  expect(problems({ ...on, telemetryOtlpUrl })).toHaveLength(1);
});
