/** The objects of a release, as `up` creates them and as `npm run test:releases` applies them. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { renderReleases } from "@groundwork/rehearse/plan/releases";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { argoRolloutsVersion } from "@groundwork/testbed/argo-rollouts/index";
import { parse } from "yaml";
import { listControllerRoles } from "../../../k8s/releases/controller-access";
import { buildFirstAction, versionServices } from "../../../k8s/releases/strategy";
import { checkPolicies } from "../../../policy/results";
import { policySettings } from "../../../policy/settings";
import { maxNameLength } from "../../../settings/names";
import { testProject, testProjectName } from "../../project/test-project";
import { stackOf } from "../stack";
import { buildObjects, deployed } from "./objects";
import { canaryOf } from "./scenarios";

const releases = { api: { strategy: "canary" }, web: { strategy: "blueGreen", seconds: 600 } };
const rollout = "kubernetes:argoproj.io/v1alpha1:Rollout";

let rolling: readonly EvaluatedResource[];
let released: readonly EvaluatedResource[];
beforeAll(async () => {
  rolling = (await stackOf("prod")).resources;
  released = (await stackOf("prod", { releases: JSON.stringify(releases) })).resources;
}, 60_000);

function find(type: string, name: string, resources = released): EvaluatedResource {
  const found = resources.find(
    (each) =>
      each.type === type &&
      valueAt(each.inputs, "metadata.name") === name &&
      valueAt(each.inputs, "metadata.namespace") !== "argo-rollouts",
  );
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found;
}

interface Metric {
  readonly name: string;
  readonly count: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly provider: { readonly prometheus: { readonly query: string } };
}
const allMetrics = (): readonly Metric[] =>
  Object(find("kubernetes:argoproj.io/v1alpha1:AnalysisTemplate", "api").inputs.spec).metrics;
/** Those that decide. */
const metrics = () => allMetrics().filter(({ name }) => name !== "requests");
const stepsOf = (name: string): readonly object[] =>
  Object(valueAt(find(rollout, name).inputs, "spec.strategy.canary.steps"));

test("without a result, a query neither succeeds nor fails, and the release pauses after all attempts", () => {
  expect(metrics()).toHaveLength(2);
  for (const metric of metrics()) {
    expect([metric.successCondition, metric.failureCondition]).toEqual([
      expect.stringContaining("len(result) > 0"),
      expect.stringContaining("len(result) > 0"),
    ]);
    // With as many inconclusive measurements as the count, the controller would count them as a success.
    expect(metric.inconclusiveLimit).toBe(metric.count - 1);
    // One attempt in ten seconds: longer than any release.
    expect(metric.consecutiveErrorLimit * 10).toBeGreaterThan(30 * 86_400);
    expect(metric.provider.prometheus.query).toContain('pod_template_hash="{{args.next-version}}"');
    expect(metric.provider.prometheus.query).toContain('pod_template_hash="{{args.current-version}}"');
  }
});

test("the number of requests is measured once, and decides nothing", () => {
  const [requests] = allMetrics();
  expect(requests).toMatchObject({ name: "requests", count: 1 });
  expect(requests).not.toHaveProperty("successCondition");
  expect(requests).not.toHaveProperty("failureCondition");
  expect(Number(requests?.consecutiveErrorLimit) * 10).toBeGreaterThan(30 * 86_400);
});

test("a canary runs without requests at first; then each step has a weight, a pause and a verdict", () => {
  const [scale, trial, follow, ...steps] = stepsOf("api");
  expect([scale, trial, follow]).toEqual([
    { setCanaryScale: { weight: 5 } },
    { pause: { duration: "1m" } },
    { setCanaryScale: { matchTrafficWeight: true } },
  ]);
  expect(steps.map((step) => Object.keys(step)[0])).toEqual(
    Array.from({ length: 3 }, () => ["setWeight", "pause", "analysis"]).flat(),
  );
  expect(steps.slice(0, 2)).toEqual([{ setWeight: 5 }, { pause: { duration: "5m" } }]);
});

test("blueGreen starts all pods without requests, then switches at once, then decides", () => {
  expect(stepsOf("web")).toEqual([
    { setCanaryScale: { weight: 100 } },
    { pause: { duration: "1m" } },
    { setWeight: 100 },
    { pause: { duration: "10m" } },
    { analysis: expect.anything() },
  ]);
});

test("a Rollout has the pods of the Deployment, except for the label by which its versions are spread", () => {
  const pod = (type: string, resources: readonly EvaluatedResource[]) =>
    JSON.stringify(valueAt(find(type, "api", resources).inputs, "spec.template"));
  const deployment = pod("kubernetes:apps/v1:Deployment", rolling);
  expect(pod(rollout, released)).toBe(
    deployment.replaceAll('["pod-template-hash"]', '["rollouts-pod-template-hash"]'),
  );
});

test("a stack with releases complies with every policy, and a Rollout with a privileged pod does not", () => {
  const { config } = readStackConfig(testProject, "prod");
  const check = (resources: readonly EvaluatedResource[]) =>
    checkPolicies(resources, policySettings(config, testProjectName)).map(({ policy, urn }) => [policy, urn]);
  expect(check(released)).toEqual([]);
  const { urn, inputs } = find(rollout, "api");
  const privileged: unknown = JSON.parse(
    JSON.stringify(inputs).replace('"privileged":false', '"privileged":true'),
  );
  const changed = released.map((each) => (each.urn === urn ? { ...each, inputs: Object(privileged) } : each));
  expect(check(changed)).toEqual([["forbid-privileged-pods", urn]]);
});

test("the Services of the two versions have names that Kubernetes allows, for the longest name of an application", () => {
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
  for (const name of versionServices("a".repeat(maxNameLength("abc", "a"))))
    expect(name.length).toBeLessThanOrEqual(63);
});

test("autoscaler and disruption budget belong to the Rollout, and `up` does not reset its number of pods", () => {
  const { inputs } = find("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "api");
  expect(valueAt(inputs, "spec.scaleTargetRef")).toEqual({
    ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "api" },
  });
  expect(valueAt(find("kubernetes:policy/v1:PodDisruptionBudget", "api").inputs, "spec.selector")).toEqual(
    valueAt(find(rollout, "api").inputs, "spec.selector"),
  );
  expect(
    released.filter(({ type, inputs: { metadata } }) => type.endsWith(":Deployment") && metadata),
  ).toEqual([]);
});

test("the quota admits all pods of both versions, and of one that ends", () => {
  const podsOf = (resources: readonly EvaluatedResource[]) =>
    Number(valueAt(find("kubernetes:core/v1:ResourceQuota", "quota", resources).inputs, "spec.hard.pods"));
  const most = (name: string) =>
    Number(
      valueAt(find("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", name).inputs, "spec.maxReplicas"),
    );
  expect(podsOf(released)).toBe(3 * (most("api") + most("web")) + 2);
  expect(podsOf(released)).toBeGreaterThan(podsOf(rolling));
});

test("a stack without the setting, or with rolling, has no object of a release", async () => {
  const set = JSON.stringify({ api: { strategy: "rolling" } });
  const { resources } = await stackOf("prod", { releases: set });
  // Passwords differ in each evaluation.
  const registered = (all: readonly EvaluatedResource[]) =>
    all.map(({ urn, type, inputs }) => ({
      urn,
      inputs: type.startsWith("kubernetes:") && !type.endsWith(":Secret") && inputs,
    }));
  expect(registered(resources)).toEqual(registered(rolling));
  expect(JSON.stringify(registered(rolling))).not.toMatch(/argo|rollouts-pod-template-hash|use-annotation/);
});

test("the load balancer has healthy targets when the strategy changes: it checks those of both versions before, and of the Service after", () => {
  const ingress = (resources: readonly EvaluatedResource[]) =>
    find("kubernetes:networking.k8s.io/v1:Ingress", "gallery", resources).inputs;
  const actions = (resources: readonly EvaluatedResource[]) =>
    Object.entries(Object(valueAt(ingress(resources), "metadata.annotations"))).filter(([key]) =>
      key.includes("/actions."),
    );
  expect(actions(rolling).map(([key]) => key)).toEqual([
    "alb.ingress.kubernetes.io/actions.api",
    "alb.ingress.kubernetes.io/actions.web",
  ]);
  expect(actions(released)).toEqual(actions(rolling));
  const group = (ServiceName: string, ServicePort: string, Weight: number) => ({
    ServiceName,
    ServicePort,
    Weight,
  });
  expect(JSON.parse(buildFirstAction("api")).ForwardConfig.TargetGroups).toEqual([
    group("api", "http", 100),
    group("api-ping", "80", 0),
    group("api-pong", "80", 0),
  ]);
  const backends = (resources: readonly EvaluatedResource[]) =>
    Object(ingress(resources).spec).rules.map(
      ({ host, http }: { host: string; http: { paths: { backend: { service: object } }[] } }) => [
        host,
        ...http.paths.map(({ backend }) => backend.service),
      ],
    );
  const [main, api] = backends(rolling);
  expect(backends(rolling)).toHaveLength(2);
  const named = (port: string) => ({ name: expect.anything(), port: { name: port } });
  expect([...main, ...api].filter((each) => typeof each === "object")).toEqual(Array(3).fill(named("http")));
  const divided = backends(released);
  expect(
    divided
      .slice(0, 2)
      .flat()
      .filter((each: unknown) => typeof each === "object"),
  ).toEqual(Array(3).fill(named("use-annotation")));
  expect(divided.slice(2)).toEqual([
    ["api.invalid", { name: "api", port: { name: "http" } }],
    ["web.invalid", { name: "web", port: { name: "http" } }],
  ]);
});

test("the plan prints each step, its bounds and the pods that run meanwhile", () => {
  const lines = renderReleases(released).split("\n");
  expect(lines[0]).toBe("2 applications are released step by step:");
  expect(lines.slice(1, 8)).toEqual([
    "  api",
    "    5 % of the pods, without requests",
    "      for 1m",
    "    5 % of the requests",
    "      for 5m",
    "      aborted if errors is above 1.44 % of at least 200 requests; paused without a result in 30 attempts, one every 1m",
    "      aborted if slow-reads is above 14.4 % of at least 200 requests; paused without a result in 30 attempts, one every 1m",
  ]);
  expect(lines).toContain("    100 % of the pods, without requests");
  expect(renderReleases(rolling)).toBe("");
});

test("the controller cannot read Secrets of applications, and has no permission in the whole cluster", () => {
  expect(released.map(({ type }) => type).filter((type) => type.includes(":ClusterRole"))).toEqual([]);
  const values = Object(
    released.find(({ type, inputs }) => type.endsWith(":Release") && inputs.chart === "argo-rollouts")?.inputs
      .values,
  );
  // The controller that `npm run test:releases` runs.
  expect(values.controller.image.tag).toBe(argoRolloutsVersion);
  expect(values.controller.createClusterRole).toBe(false);
  expect(values.createClusterAggregateRoles).toBe(false);
  const [inApplications] = listControllerRoles("gallery");
  const rules = inApplications?.rules ?? [];
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.flatMap(({ resources }) => resources)).not.toContain("secrets");
  expect(rules.flatMap(({ resources, verbs }) => [...resources, ...verbs])).not.toContain("*");
});

test("Prometheus and the controller reach each other, and series have the version of their pod", () => {
  const text = JSON.stringify(released.map(({ inputs }) => inputs));
  expect(text).toContain("__meta_kubernetes_pod_label_rollouts_pod_template_hash");
  const policy = find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "prometheus");
  expect(JSON.stringify(policy.inputs).match(/argo-rollouts/g)).toHaveLength(2);
});

test("the test of releases applies the deployed objects, and changes only times, addresses and the image", async () => {
  const canary = canaryOf(40);
  const applied = await buildObjects("scenario", canary, "http://prometheus", "running");
  const kinds = applied.map(({ yaml }) => parse(yaml).kind);
  for (const kind of ["Rollout", "AnalysisTemplate", "Ingress", "HorizontalPodAutoscaler"])
    expect(kinds.filter((each) => each === kind)).toHaveLength(1);
  expect(kinds.filter((each) => each === "Service")).toHaveLength(3);
  const spec = (manifests: readonly { yaml: string }[]) =>
    parse(manifests.map(({ yaml }) => yaml).find((yaml) => parse(yaml).kind === "Rollout") ?? "").spec;
  const stepsIn = ({ strategy }: { strategy: { canary: { steps: object[] } } }) => strategy.canary.steps;
  const [scale, , ...steps] = stepsIn(spec(await deployed(canary)));
  expect(stepsIn(spec(applied))).toEqual([scale, { pause: { duration: "5s" } }, ...steps]);
});
