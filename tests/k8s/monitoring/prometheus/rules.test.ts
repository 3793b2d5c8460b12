import { buildRuleGroups } from "../../../../k8s/monitoring/rules";
import { isAlert } from "../../../../k8s/monitoring/rules/rule";
import { cases } from "./cases";
import type { Case, Cases } from "./cases/case";
import { groups, options } from "./options";
import { promtool } from "./promtool";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? test.skip : test;
// Several applications have the same alerts.
const alerts = [
  ...new Map(
    buildRuleGroups(options).flatMap(({ rules }) => rules.filter(isAlert).map((each) => [each.alert, each])),
  ).values(),
];

// Without their interval, so that each case sets the evaluation interval.
const rules = { groups: groups.map(({ name, rules }) => ({ name, rules })) };

/** The result of promtool for a case: the firing alerts of one name, with exactly these labels. */
function check(
  alert: string,
  severity: string,
  { series, at, every = "1m" }: Case,
  labels: readonly Record<string, string>[],
) {
  const query = `ALERTS{alertname="${alert}",alertstate="firing"}`;
  const expected = labels.map((more) => {
    const all = { alertname: alert, alertstate: "firing", severity, ...more };
    const pairs = Object.entries(all).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return { labels: `ALERTS{${pairs.join(",")}}`, value: 1 };
  });
  return promtool(["test", "rules", "test.yaml"], {
    "rules.yaml": rules,
    "test.yaml": {
      rule_files: ["rules.yaml"],
      evaluation_interval: every,
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [{ expr: query, eval_time: at, exp_samples: expected }],
        },
      ],
    },
  });
}

withPrometheus("promtool accepts every rule", async () => {
  const { ok, said } = await promtool(["check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"], {
    "rules.yaml": { groups },
  });
  expect(ok ? "" : said).toBe("");
});

test("every alert has test cases, and there are no cases for missing alerts", () => {
  expect(Object.keys(cases).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

const known: Cases = cases;
describe.each(alerts.map(({ alert, severity }) => ({ alert, severity })))("$alert", ({ alert, severity }) => {
  const alertCases = known[alert];
  withPrometheus(
    "fires if the condition holds, once for each affected object",
    async () => {
      if (alertCases === undefined) throw new Error(`there is no case for ${alert}`);
      const { ok, said } = await check(alert, severity, alertCases.fires, alertCases.fires.labels);
      expect(ok ? "" : said).toBe("");
    },
    60_000,
  );

  if (alertCases?.quiet === undefined) {
    test("is the only alert without a case in which it does not fire", () => expect(severity).toBe("none"));
    return;
  }
  const { quiet } = alertCases;
  withPrometheus(
    "does not fire if the condition almost holds",
    async () => {
      const { ok, said } = await check(alert, severity, quiet, []);
      expect(ok ? "" : said).toBe("");
    },
    60_000,
  );
});
