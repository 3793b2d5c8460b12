import { buildAnalysisSpec } from "./definition/analysis";
import { buildControllerAccess } from "./definition/controller-access";
import { buildSteps, buildVerdict } from "./definition/release";
import { buildStrategy } from "./definition/strategy";

const verdict = buildVerdict({ availability: 0.999, latency: 0.99, latencySeconds: 0.5 });

interface Metric {
  readonly name: string;
  readonly count: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly provider: { readonly prometheus: { readonly query: string } };
}

const { metrics } = buildAnalysisSpec(verdict, "http://prometheus") as { metrics: readonly Metric[] };

test.each(metrics)(
  "$name neither succeeds nor fails without a result, and pauses after all attempts",
  (metric) => {
    expect([metric.successCondition, metric.failureCondition]).toEqual([
      expect.stringContaining("len(result) > 0"),
      expect.stringContaining("len(result) > 0"),
    ]);
    // With as many inconclusive measurements as the count, the controller would count them as a success.
    expect(metric.inconclusiveLimit).toBe(metric.count - 1);
  },
);

test.each(metrics)(
  "$name is repeated as long as Prometheus does not respond",
  ({ consecutiveErrorLimit }) => {
    // One attempt in ten seconds: longer than any release.
    expect(consecutiveErrorLimit * 10).toBeGreaterThan(30 * 86_400);
  },
);

test.each(metrics)("$name is asked about both versions", ({ provider: { prometheus } }) => {
  expect(prometheus.query).toContain('pod_template_hash="{{args.next-version}}"');
  expect(prometheus.query).toContain('pod_template_hash="{{args.current-version}}"');
});

test("each step has a weight, a pause and a verdict", () => {
  const names = { ingress: "gallery", service: "api", analysisTemplate: "api" };
  const { canary } = buildStrategy({ verdict, steps: buildSteps(300) }, names, 60) as {
    canary: { steps: readonly object[] };
  };
  expect(canary.steps.map((step) => Object.keys(step)[0])).toEqual(
    Array.from({ length: 3 }, () => ["setWeight", "pause", "analysis"]).flat(),
  );
  expect(canary.steps.slice(0, 2)).toEqual([{ setWeight: 5 }, { pause: { duration: "5m" } }]);
});

test("the controller cannot read Secrets of applications, and has no permission in the whole cluster", () => {
  const objects = buildControllerAccess("argo-rollouts", "gallery") as {
    kind: string;
    metadata: { namespace?: string };
    rules?: { resources: string[]; verbs: string[] }[];
  }[];
  expect(objects.map(({ kind }) => kind)).not.toContain("ClusterRole");
  const rules = objects.flatMap(({ metadata, rules = [] }) =>
    metadata.namespace === "gallery" ? rules : [],
  );
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.flatMap(({ resources }) => resources)).not.toContain("secrets");
  expect(rules.flatMap(({ resources, verbs }) => [...resources, ...verbs])).not.toContain("*");
});
