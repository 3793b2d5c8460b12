/**
 * Makes the report of copies of a stack in one program, in a process of its own, opens it in a browser and prints the
 * figures as JSON: `report.ts STACK COPIES`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { evaluate } from "../../simulation/evaluation";
import { openBrowser } from "../browser";
import { renderManifests } from "../manifests";
import { checkPolicies, policySettings } from "../policies";
import { buildReport } from "../report/build";
import { renderPage } from "../report/render";
import { copiesOf } from "./copies";

/** What one report took. */
export interface ReportFigures {
  readonly resources: number;
  /** From the process's start to the finished page: evaluation, policies, cost, time and layout included. */
  readonly secondsFromStart: number;
  readonly mebibytes: number;
  /** From the order to open it until the graph can be used, in a browser that is there already. */
  readonly secondsToView: number;
  /** Largest resident set of the process until the page was there, in MiB. */
  readonly peakMemory: number;
}

async function main([stack = "dev", copies = "1"]: readonly string[]): Promise<void> {
  const copied = copiesOf(stack, Number(copies));
  const { resources } = await evaluate(copied);
  const page = await renderPage({
    report: buildReport(stack, resources, new Date()),
    changes: undefined,
    policies: checkPolicies(resources, policySettings(copied.config)),
    manifests: renderManifests(resources),
  });
  const secondsFromStart = performance.now() / 1000;
  const peakMemory = process.resourceUsage().maxRSS / 1024;
  const figures: ReportFigures = {
    resources: resources.length,
    secondsFromStart,
    mebibytes: Buffer.byteLength(page) / 2 ** 20,
    secondsToView: await view(page),
    peakMemory,
  };
  console.log(JSON.stringify(figures));
}

async function view(page: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-bench-"));
  const file = join(folder, "report.html");
  writeFileSync(file, page);
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    const start = performance.now();
    await tab.goto(pathToFileURL(file).href);
    await tab.locator("html[data-ready]").waitFor();
    return (performance.now() - start) / 1000;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
