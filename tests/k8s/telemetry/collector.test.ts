/** The Collector as `up` creates it. What it does is tested by `npm run test:signals`. */
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { collectorVersion } from "@groundwork/testbed/collector/index";
import { podsOf } from "../../../k8s/network-peers";
import { agent, gateway } from "../../../k8s/telemetry/addresses";
import { collectorImage } from "../../../k8s/telemetry/pods";
import { checkPolicies } from "../../../policy/results";
import { policySettings } from "../../../policy/settings";
import { imagesFor, orders, report } from "../../applications/specs";
import { all, evaluated, one } from "../../evaluated";
import { testProject, testProjectName } from "../../project/test-project";

const url = "https://otel.example.com/a$b";
const on = { telemetry: "otlp", telemetryOtlpUrl: url };
const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

let prod: Evaluation;
beforeAll(async () => {
  prod = await evaluated("prod", { changes: on });
}, 120_000);

function find(type: string, name: string, { resources } = prod): EvaluatedResource["inputs"] {
  const ofType = resources.filter((each) => each.type === `kubernetes:${type}`);
  const found = ofType.find(({ inputs }) => valueAt(inputs, "metadata.name") === name);
  if (found === undefined) throw new Error(`no ${type} ${name} among ${ofType.map((each) => each.name)}`);
  return found.inputs;
}
const podOf = (type: string, name: string) => Object(valueAt(find(type, name), "spec.template.spec"));
const configOf = (part: string, { resources } = prod) => {
  const found = resources.find(
    ({ name, type }) => type.endsWith(":ConfigMap") && name === `telemetry-${part}`,
  );
  return JSON.parse(String(Object(found?.inputs.data)["config.json"]));
};
const egressOf = (name: string, evaluation = prod) =>
  valueAt(find("networking.k8s.io/v1:NetworkPolicy", name, evaluation), "spec.egress");

test("the image is of the version that the tests run", () => {
  expect(collectorImage.split(":")[1]).toBe(collectorVersion.slice(1));
});

test.each(["dev", "prod"])("%s complies with every policy", async (stack) => {
  const { config } = readStackConfig(testProject, stack);
  const { resources } = await evaluated(stack, { changes: on });
  expect(checkPolicies(resources, policySettings(config, testProjectName))).toEqual([]);
});

test("both pods are unprivileged: no root, no capability, no token, a read-only root file system", () => {
  for (const pod of [podOf("apps/v1:StatefulSet", gateway.name), podOf("apps/v1:DaemonSet", agent.name)]) {
    expect(pod).toMatchObject({ automountServiceAccountToken: false });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  }
});

test("the agent alone mounts a folder of its node, read-only, and its namespace alone admits such pods", () => {
  const pod = podOf("apps/v1:DaemonSet", agent.name);
  const [hostPath, ...others] = pod.volumes.filter((each: object) => "hostPath" in each);
  expect(others).toEqual([]);
  expect(hostPath).toMatchObject({ name: "logs", hostPath: { path: "/var/log/pods" } });
  expect(pod.containers[0].volumeMounts).toContainEqual({
    name: "logs",
    mountPath: "/var/log/pods",
    readOnly: true,
  });
  const levelOf = (name: string) =>
    Object(valueAt(find("core/v1:Namespace", name), "metadata.labels"))["pod-security.kubernetes.io/enforce"];
  expect([levelOf(gateway.namespace), levelOf(agent.namespace)]).toEqual(["restricted", "privileged"]);
});

test("the gateway reaches the receiver, the agent reaches the gateway, and neither reaches anything else", () => {
  expect(egressOf(agent.name)).toEqual([{ to: [podsOf(gateway)], ports: [{ protocol: "TCP", port: 4317 }] }]);
  expect(egressOf(gateway.name)).toEqual([
    {
      to: [{ ipBlock: { cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8"]) } }],
      ports: [{ protocol: "TCP", port: 443 }],
    },
  ]);
});

test("a receiver with private addresses, or with egress by name, is described as such", async () => {
  const inVpc = await evaluated("prod", {
    changes: { ...on, telemetryOtlpUrl: "http://otel.internal", telemetryOtlpCidrs: ["10.20.0.0/24"] },
  });
  expect(egressOf(gateway.name, inVpc)).toEqual([
    { to: [{ ipBlock: { cidr: "10.20.0.0/24" } }], ports: [{ protocol: "TCP", port: 80 }] },
  ]);
  const byName = await evaluated("prod", { changes: { ...on, egressBy: "names" } });
  expect(egressOf(gateway.name, byName)).toEqual([]);
  const named = find(
    "networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy",
    "telemetry-gateway-by-name",
    byName,
  );
  expect(valueAt(named, "spec.egress")).toContainEqual({
    to: [{ domainNames: ["otel.example.com"] }],
    ports: [{ protocol: "TCP", port: 443 }],
  });
});

test("both parts accept connections of Prometheus, and the gateway those of the gallery and the agents", () => {
  const ingressOf = (name: string) =>
    Object(valueAt(find("networking.k8s.io/v1:NetworkPolicy", name), "spec.ingress")).map(
      ({ from, ports }: { from: object[]; ports: { port: number }[] }) => [
        from,
        ports.map(({ port }) => port),
      ],
    );
  const prometheus = [[podsOf({ namespace: "monitoring", name: "prometheus" })], [8888]];
  const gallery = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gallery" } } };
  expect(ingressOf(agent.name)).toEqual([prometheus]);
  expect(ingressOf(gateway.name)).toEqual([[[podsOf(agent)], [4317]], [[gallery], [4318, 9411]], prometheus]);
});

test("the receiver's address is what the setting says, also with a character that the Collector replaces", () => {
  expect(configOf("gateway").exporters.otlp_http.endpoint).toBe(url.replace("$", "$$$$"));
});

test("the share of traces and the limit of slow ones are those of the settings", async () => {
  const policies = configOf("gateway").processors.tail_sampling.policies;
  expect(policies).toMatchObject([
    { status_code: { status_codes: ["ERROR"] } },
    { latency: { threshold_ms: 500 } },
    { probabilistic: { sampling_percentage: 10 } },
  ]);
});

test("the share of lines about requests is that of the setting, and all are sent by default", async () => {
  const types = (config: ReturnType<typeof configOf>) =>
    config.receivers.file_log.operators.map(({ type }: { type: string }) => type);
  expect(types(configOf("agent"))).not.toContain("filter");
  const sampled = configOf(
    "agent",
    await evaluated("prod", { changes: { ...on, telemetryAccessLogPercent: 5 } }),
  );
  expect(types(sampled).slice(-2)).toEqual(["filter", "remove"]);
  expect(sampled.receivers.file_log.operators).toContainEqual(expect.objectContaining({ drop_ratio: 0.95 }));
});

test("a removed Collector leaves no volume", () => {
  const claims = find("apps/v1:StatefulSet", gateway.name);
  expect(valueAt(claims, "spec.persistentVolumeClaimRetentionPolicy")).toEqual({
    whenDeleted: "Delete",
    whenScaled: "Delete",
  });
});

test("without the gallery, logs are collected, and nothing can send spans", async () => {
  const { resources } = await evaluated("prod", {
    changes: { ...on, gallery: "off", galleryHost: "", galleryHostedZoneId: "" },
  });
  const names = resources
    .filter(({ type }) => type === policyType)
    .map(({ inputs }) => valueAt(inputs, "metadata.name"));
  expect(names).toEqual(expect.arrayContaining([gateway.name, agent.name]));
  const { inputs } = resources.find(
    ({ inputs: each, type }) => type === policyType && valueAt(each, "metadata.name") === gateway.name,
  ) ?? { inputs: {} };
  expect(JSON.stringify(inputs)).not.toContain("4318");
});

test("with applications alone, Prometheus scrapes the Collector and them, and the policies accept no spans from anyone", async () => {
  const specs = [orders, report];
  const changes = {
    ...on,
    gallery: "off",
    galleryImage: "",
    galleryThumbnailerImage: "",
    ...imagesFor(specs),
  };
  const evaluation = await evaluated("dev", { applications: specs, changes });
  const values = Object(one(evaluation, "kubernetes:helm.sh/v3:Release", "monitoring").inputs.values);
  const jobs: { job_name: string }[] = values.prometheus.prometheusSpec.additionalScrapeConfigs;
  expect(jobs.map((each) => each.job_name)).toEqual([gateway.name, agent.name, "applications"]);
  const rules = Object.keys(values.additionalPrometheusRulesMap);
  expect(rules).toContain("telemetry");
  expect(rules).not.toContain("slo");
  const policies = all(evaluation, policyType);
  expect(policies.map(({ name }) => name)).not.toContain("gallery-telemetry");
  expect(policies.filter(({ inputs }) => JSON.stringify(inputs).includes("4318"))).toEqual([]);
});

test("without monitoring, the Collector runs and is not scraped", async () => {
  const { resources } = await evaluated("dev", { changes: { ...on, monitoring: "off" } });
  expect(resources.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["kubernetes:apps/v1:StatefulSet", "kubernetes:apps/v1:DaemonSet"]),
  );
});
