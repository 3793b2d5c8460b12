import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dashboards } from "../../../k8s/monitoring/dashboards";

const folder = join(__dirname, "..", "..", "..", "docs", "runbooks");
const titles = new Set(dashboards.flatMap(({ panels }) => panels.map(({ title }) => title)));
const runbooks = readdirSync(folder).filter((file) => file.endsWith(".md"));

/** Panels are the only questions in quotation marks. */
const panelsIn = (file: string) =>
  [...readFileSync(join(folder, file), "utf8").matchAll(/"([^"]+\?)"/g)].map(([, title = ""]) => title);

test("every panel that a runbook names is on a dashboard", () => {
  const named = runbooks.flatMap((file) => panelsIn(file).map((title) => ({ file, title })));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ title }) => !titles.has(title))).toEqual([]);
});
