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

/** Where a stack's report goes, from the project's folder. */
export function reportFile(stack: string): string {
  return join("out", stack, "report.html");
}

/** What was written. */
export interface Written {
  readonly report: Report;
  readonly changes: Changes | undefined;
  readonly bytes: number;
}

/**
 * Writes `out/STACK/report.html`, and beside it the report's data, with which the next one is compared.
 *
 * @param against another report's data to compare with. Default: the last one of the stack
 */
export async function writeReport(
  stack: string,
  { resources, types }: Evaluation,
  policies: readonly PolicyResult[],
  against?: string,
): Promise<Written> {
  const page = join(projectFolder, reportFile(stack));
  const file = page.replace(/html$/, "json");
  const before = readReport(against ?? file, against !== undefined);
  const report = buildReport(stack, resources, new Date(), types);
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

/** In one step, so that nobody reads half a file. */
function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

/** An earlier report. One that is missing or that another version wrote counts only where it was asked for. */
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
      `${file} is no report of this project; \`npm run plan\` writes out/STACK/report.json`,
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
