import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Evaluation } from "../cloud/evaluation";
import { Explained } from "../errors/explained";
import { renderManifests } from "../plan/manifests";
import { policyNames } from "../plan/policies";
import type { PolicyResult } from "../plan/policy-results";
import { projectFolder } from "../project/files";
import { buildReport } from "./build";
import { compare } from "./changes";
import type { Changes, Report } from "./data";
import { renderPage } from "./render";

/** Path of a stack's report, relative to the project's folder. */
export function reportFile(stack: string): string {
  return join("out", stack, "report.html");
}

/** The written report. */
export interface Written {
  readonly report: Report;
  readonly changes: Changes | undefined;
  readonly bytes: number;
}

/**
 * Writes `out/STACK/report.html` and the report's data, with which the next report is compared.
 *
 * @param against data of another report to compare with. Default: the stack's last report
 */
export async function writeReport(
  stack: string,
  { resources, types, functionsNotChecked }: Evaluation,
  policies: readonly PolicyResult[],
  against?: string,
): Promise<Written> {
  const page = join(projectFolder, reportFile(stack));
  const file = page.replace(/html$/, "json");
  const before = readReport(against ?? file, against !== undefined);
  const report = buildReport(stack, resources, new Date(), types, functionsNotChecked);
  const changes = before && compare(before, report);
  const text = await renderPage({
    report,
    changes,
    policies,
    policyNames: policyNames(),
    manifests: renderManifests(resources),
  });
  mkdirSync(dirname(page), { recursive: true });
  replace(page, text);
  replace(file, JSON.stringify(report));
  return { report, changes, bytes: Buffer.byteLength(text) };
}

/** Writes the file atomically, so that readers never see an incomplete file. */
function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

/** Reads an earlier report. A missing or incompatible one is an error only if it was requested. */
function readReport(file: string, required: boolean): Report | undefined {
  if (!existsSync(file)) {
    if (required)
      throw new Explained(`There is no report ${file}; \`npm run plan\` writes out/STACK/report.json`);
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isReport(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (required)
    throw new Explained(
      `${file} is not a report of this project; \`npm run plan\` writes out/STACK/report.json`,
    );
  return undefined;
}

function isReport(value: unknown): value is Report {
  const { stack, resources, time, cost, madeAt } = Object(value);
  return (
    typeof stack === "string" &&
    typeof madeAt === "string" &&
    Array.isArray(resources) &&
    resources.every(
      (each) => typeof Object(each).urn === "string" && typeof Object(each).properties === "object",
    ) &&
    typeof time?.upSeconds === "number" &&
    typeof cost?.total?.fixed === "number"
  );
}
