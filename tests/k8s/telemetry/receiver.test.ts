import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { readConfig } from "../../../app/src/config";
import { tracesUrl } from "../../../app/src/telemetry/settings";
import { all, evaluated, one } from "../../evaluated";
import { problems, settings } from "../../settings/changed";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAMED_POLICY = "kubernetes:networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy";
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
const namesOf = (resources: readonly EvaluatedResource[]) => resources.map(({ name }) => name).sort();
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

  test("turning it on, and off again, changes the configuration of the gallery, its pods and one policy, and no other resource", () => {
    const [before, after] = [inputsOf(off), inputsOf(traced)];
    const changed = [...after].filter(([urn, inputs]) => before.get(urn) !== inputs).map(([urn]) => urn);
    const names = changed
      .map((urn) => urn.split("::").slice(-2).join(" "))
      .map((name) => name.replace(/-[0-9a-f]{10}$/, ""));
    expect(names.map((name) => name.replace(/^.*\$/, "")).sort()).toEqual([
      "aws:lambda/function:Function thumbnailer",
      // New pods, with the new names of their ConfigMaps.
      "kubernetes:apps/v1:Deployment gallery-api",
      "kubernetes:apps/v1:Deployment gallery-web",
      "kubernetes:core/v1:ConfigMap gallery-api",
      "kubernetes:core/v1:ConfigMap gallery-migration",
      "kubernetes:core/v1:ConfigMap gallery-web",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gallery-telemetry",
    ]);
    expect([...before.keys()].filter((urn) => !after.has(urn))).toEqual([]);
  });

  test("the environment of each role is one that the gallery accepts, and from which it sends spans to the URL", () => {
    for (const [role, name] of [
      ["api", /^gallery-api$/],
      ["web", /^gallery-web$/],
      ["migrate", /^gallery-migration-/],
    ] as const) {
      const data = dataOf(traced, name);
      const secrets = { DATABASE_PASSWORD: "x".repeat(24), CURATOR_TOKEN: "x".repeat(24) };
      expect(tracesUrl(readConfig(role, { ...data, ...secrets }, 0))).toBe(`${url}/v1/traces`);
      expect(data.OTEL_RESOURCE_ATTRIBUTES).toBe(
        `service.namespace=gallery,deployment.environment.name=${stack}`,
      );
    }
    const { variables } = Object(one(traced, FUNCTION).inputs.environment);
    expect(variables.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
  });

  test("its pods reach public addresses on the port of the URL, and no private ones", () => {
    const { spec } = Object(one(traced, POLICY, "gallery-telemetry").inputs);
    expect(spec.podSelector.matchExpressions[0].values).toEqual(["api", "web", "migrate"]);
    expect(spec.egress).toEqual([
      {
        to: [
          {
            ipBlock: { cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8", "169.254.0.0/16"]) },
          },
        ],
        ports: [{ protocol: "TCP", port: 4318 }],
      },
    ]);
  });

  test("a receiver with private addresses is reached by the pods only, and not by the thumbnailer", async () => {
    const inVpc = { ...on, telemetryOtlpUrl: "http://otel.internal", telemetryOtlpCidrs: ["10.20.0.0/24"] };
    const evaluation = await evaluated(stack, { changes: inVpc });
    const { spec } = Object(one(evaluation, POLICY, "gallery-telemetry").inputs);
    expect(spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: "10.20.0.0/24" } }], ports: [{ protocol: "TCP", port: 80 }] },
    ]);
    expect(one(evaluation, FUNCTION).inputs).not.toHaveProperty("environment");
  });

  test("with egress by name, each part reaches the host name", async () => {
    const evaluation = await evaluated(stack, { changes: { ...on, egressBy: "names" } });
    const policies = all(evaluation, NAMED_POLICY).filter(({ name }) => name.includes("telemetry"));
    expect(namesOf(policies)).toEqual(
      ["api", "migrate", "web"].map((part) => `gallery-telemetry-${part}-by-name`),
    );
    for (const { inputs } of policies)
      expect(Object(inputs.spec).egress).toContainEqual({
        to: [{ domainNames: ["otel.example.com"] }],
        ports: [{ protocol: "TCP", port: 4318 }],
      });
    expect(all(evaluation, POLICY).map(({ name }) => name)).not.toContain("gallery-telemetry");
  });
});

test("only otlp records spans", () => {
  expect(settings({}).telemetry).toBeUndefined();
  expect(settings(on).telemetry).toEqual({ url, cidrs: [], isPublic: true });
});

test.each([
  [{ telemetry: "cloudwatch" }, ["groundwork:telemetry: off or otlp"]],
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
