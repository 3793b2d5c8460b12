/** What decides about a new version, evaluated by Prometheus: a query without a result decides nothing. */
import { galleryRequests } from "../../../../k8s/monitoring/rules/indicators";
import { buildQuestions } from "../../../../k8s/releases/analysis";
import { buildRelease } from "../../../../k8s/releases/release";
import { promtool } from "./promtool";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? test.skip : test;

const objectives = { availability: 0.999, latency: 0.99, latencySeconds: 0.5 };
const { verdict } = buildRelease({ strategy: "canary" }, objectives, galleryRequests);
const [errors, slow] = buildQuestions(verdict, galleryRequests, { next: "next", current: "current" });

/** Requests per minute of one version: all, those with an error, and those that take longer than half a second. */
type Traffic = readonly [all: number, failed: number, slow: number];

function measure(version: string, [all, failed, slow]: Traffic) {
  const series = (name: string, labels: string, perMinute: number) => ({
    series: `gallery_http_request_duration_seconds_${name}{job="gallery-api",pod_template_hash="${version}",method="GET",route="/api/photos",${labels}}`,
    values: `0+${perMinute}x20`,
  });
  return [
    series("count", 'status="200"', all - failed),
    ...(failed > 0 ? [series("count", 'status="500"', failed)] : []),
    series("bucket", 'status="200",le="0.5"', all - slow),
    series("bucket", 'status="200",le="+Inf"', all),
  ];
}

const good: Traffic = [6_000, 0, 0];

withPrometheus.each<
  [string, Traffic, Traffic | undefined, errors: number | undefined, slow: number | undefined]
>([
  ["a good version has its ratios, and is within both bounds", [60, 0, 0], good, 0, 0],
  ["5 % errors are above the bound", [60, 3, 0], good, 0.05, 0],
  ["slow reads are above the bound", [60, 0, 30], good, 0, 0.5],
  ["errors within the bound count", [600, 6, 0], good, 0.01, 0],
  ["fewer than 200 requests in five minutes have no result", [39, 39, 39], good, undefined, undefined],
  ["200 requests in five minutes have one", [40, 40, 0], good, 1, 0],
  [
    "errors of both versions have no result: the cause is elsewhere",
    [60, 3, 0],
    [6_000, 300, 0],
    undefined,
    0,
  ],
  ["more errors than the current version has have one", [60, 6, 0], [6_000, 300, 0], 0.1, 0],
  ["slow reads of both versions have no result", [60, 0, 30], [6_000, 0, 3_000], 0, undefined],
  ["a version that serves alone is compared with its bounds only", [60, 3, 30], undefined, 0.05, 0.5],
  ["without requests there is no result", [0, 0, 0], good, undefined, undefined],
])("%s", async (_title, next, current, expectedErrors, expectedSlow) => {
  const { ok, said } = await promtool(["test", "rules", "test.yaml"], {
    "test.yaml": {
      tests: [
        {
          interval: "1m",
          input_series: [
            ...measure("next", next),
            ...(current === undefined ? [] : measure("current", current)),
          ],
          promql_expr_test: [[errors, expectedErrors] as const, [slow, expectedSlow] as const].map(
            ([question, value]) => ({
              expr: `round((${question?.query}), 0.001)`,
              eval_time: "15m",
              exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
            }),
          ),
        },
      ],
    },
  });
  expect(ok ? "" : said).toBe("");
});

withPrometheus("a version that Prometheus has not scraped has no result", async () => {
  const { ok, said } = await promtool(["test", "rules", "test.yaml"], {
    "test.yaml": {
      tests: [
        {
          interval: "1m",
          input_series: measure("current", good),
          promql_expr_test: [errors, slow].map((question) => ({
            expr: question?.query,
            eval_time: "15m",
            exp_samples: [],
          })),
        },
      ],
    },
  });
  expect(ok ? "" : said).toBe("");
});

test("the bounds are the burn rates that page", () => {
  expect([errors?.bound, slow?.bound]).toEqual([0.0144, 0.144]);
});
