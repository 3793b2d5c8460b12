/** The definitions of error ratio and latency, evaluated by Prometheus for the pods of one version. */
import {
  buildErrorRatio,
  buildQuantile,
  buildRate,
  buildSlowRatio,
  galleryRequests,
  getApplicationRequests,
  type Requests,
  selectRequests,
} from "../../../../k8s/monitoring/rules/indicators";
import { promtool } from "./promtool";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? test.skip : test;

const line = (name: string, labels: Record<string, string>, perMinute: number) => ({
  series: `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",")}}`,
  values: `0+${perMinute}x20`,
});

/** Requests of one version: so many per minute, of which some fail and some take longer than half a second. */
function measure(name: string, version: Record<string, string>, all: number, failed: number, slow: number) {
  const labels = { ...version, method: "GET", route: "/api/photos" };
  const ok = { ...labels, status: "200" };
  return [
    line(`${name}_count`, ok, all - failed),
    ...(failed > 0 ? [line(`${name}_count`, { ...labels, status: "503" }, failed)] : []),
    line(`${name}_bucket`, { ...ok, le: "0.5" }, all - slow),
    line(`${name}_bucket`, { ...ok, le: "1.0" }, all),
    line(`${name}_bucket`, { ...ok, le: "+Inf" }, all),
    // Neither probes nor, in the gallery, slow uploads change a result.
    line(`${name}_count`, { ...ok, route: "/readyz" }, 1_000),
    line(`${name}_bucket`, { ...ok, route: "/readyz", le: "0.5" }, 0),
  ];
}

const uploads = (name: string, version: Record<string, string>) => [
  line(`${name}_bucket`, { ...version, method: "POST", route: "/", status: "201", le: "0.5" }, 0),
];

const gallery = galleryRequests.histogram;
const orders = getApplicationRequests("orders").histogram;
const api = (hash: string) => ({ job: "gallery-api", pod_template_hash: hash });
const other = (hash: string) => ({ job: "orders", pod_template_hash: hash });
const input = [
  ...measure(gallery, api("old"), 600, 0, 6),
  ...measure(gallery, api("new"), 60, 3, 12),
  ...uploads(gallery, api("new")),
  ...measure(orders, other("old"), 600, 0, 0),
  ...measure(orders, other("new"), 120, 12, 30),
  ...measure(orders, { ...other("new"), job: "shop" }, 600, 600, 600),
];

/** Compares with three decimal places: `1 - 0.8` is not exactly 0.2. */
async function expectValues(expected: readonly (readonly [expr: string, labels: string, value: number])[]) {
  const { ok, said } = await promtool(["test", "rules", "test.yaml"], {
    "test.yaml": {
      tests: [
        {
          interval: "1m",
          input_series: input,
          promql_expr_test: expected.map(([expr, labels, value]) => ({
            expr: `round(${expr}, 0.001)`,
            eval_time: "15m",
            exp_samples: [{ labels, value }],
          })),
        },
      ],
    },
  });
  expect(ok ? "" : said).toBe("");
}

const version = (requests: Requests, hash: string) => selectRequests(requests, `pod_template_hash="${hash}"`);

withPrometheus("error ratio, slow ratio and rate are those of the selected version alone", async () => {
  const [before, after] = ["old", "new"].map((hash) => version(galleryRequests, hash)) as [
    Requests,
    Requests,
  ];
  await expectValues([
    [buildErrorRatio(before, "5m"), "{}", 0],
    [buildErrorRatio(after, "5m"), "{}", 0.05],
    [buildSlowRatio(before, 0.5, "5m"), "{}", 0.01],
    [buildSlowRatio(after, 0.5, "5m"), "{}", 0.2],
    [buildRate(after, "5m"), "{}", 1],
    // 80 % of the requests are in the first bucket, and half of the others are below the middle of the second.
    [buildQuantile(after, 0.9, "5m"), "{}", 0.75],
  ]);
});

withPrometheus("an application is measured under its name, without the requests of others", async () => {
  const after = version(getApplicationRequests("orders"), "new");
  await expectValues([
    [buildErrorRatio(after, "5m"), '{job="orders"}', 0.1],
    [buildSlowRatio(after, 0.5, "5m"), '{job="orders"}', 0.25],
  ]);
});

withPrometheus(
  "a version without requests has no ratio, so that nothing can be concluded from it",
  async () => {
    const none = version(galleryRequests, "none");
    const { ok, said } = await promtool(["test", "rules", "test.yaml"], {
      "test.yaml": {
        tests: [
          {
            interval: "1m",
            input_series: input,
            promql_expr_test: [buildErrorRatio(none, "5m"), buildSlowRatio(none, 0.5, "5m")].map((expr) => ({
              expr,
              eval_time: "15m",
              exp_samples: [],
            })),
          },
        ],
      },
    });
    expect(ok ? "" : said).toBe("");
  },
);
