import { ofApplications as recorded } from "../rules/recorded";
import { buildBudgetPanel, buildBurnRatePanel, type Shown } from "./objectives";
import { buildRoutePanels } from "./routes";
import type { DashboardSpec } from "./spec";

/** The applications that are selected on the dashboard: Grafana replaces the variable by a regular expression. */
const selected = 'job=~"$application"';
const select = (series: string) => `${series}{${selected}}`;

const shown: Shown = {
  recorded,
  select,
  divideByBudget: (objective) => `on (job) (1 - ${select(objective)})`,
  legend: (line) => `{{job}} ${line}`,
};

const [requests, failing, durations] = buildRoutePanels(
  recorded,
  select,
  "{{job}} {{method}} {{route}}",
  // An application that sends spans with its own name as the service.
  'service_name=~"$application"',
);

/** All applications but the gallery. {@link buildDashboardFiles} sets their names. */
export const applications: DashboardSpec = {
  name: "applications",
  title: "Applications",
  description: "Do the applications work for users, and how long do their error budgets last?",
  variable: { name: "application", label: "Application", values: [] },
  panels: [
    {
      title: "Which pods respond?",
      description: "Pods that Prometheus can scrape. 0: the application is down.",
      queries: [{ expr: `sum by (job) (up{${selected}})`, legend: "{{job}}" }],
      unit: "short",
      shows: "numbers",
      threshold: { value: 1, below: true },
      alerts: ["ApplicationDown"],
      span: 8,
    },
    buildBudgetPanel("availability", shown),
    buildBudgetPanel("latency", shown),
    {
      ...requests,
      description: `${requests.description} An application without a line exports no histogram of its requests.`,
      alerts: ["ApplicationUnmeasured"],
    },
    failing,
    durations,
    buildBurnRatePanel("availability", shown, [
      "ApplicationErrorsBurnBudgetFast",
      "ApplicationErrorsBurnBudgetSlowly",
    ]),
    buildBurnRatePanel("latency", shown, [
      "ApplicationSlowRequestsBurnBudgetFast",
      "ApplicationSlowRequestsBurnBudgetSlowly",
    ]),
  ],
};
