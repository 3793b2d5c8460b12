import { runShort } from "@groundwork/rehearse/engine/child";
import { findPythonProgram } from "../python/program";
import type { Scan } from "./finding";

/** One version: each release adds checks. https://pypi.org/project/checkov */
const requirement = "checkov==3.3.30";

interface Report {
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
}
interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  /** `Kind.namespace.name`; checkov writes `default` if an object has no namespace. */
  readonly resource: string;
}

/**
 * Installs checkov from PyPI into the user's cache if it is missing (half a minute, 290 MB, once).
 * @throws Error with what is missing and how to install it
 */
export function findCheckov(): string {
  return findPythonProgram({ name: "checkov", requirement, folder: "checkov", fromPath: false });
}

/**
 * Scans the manifests in a folder with all of checkov's checks for Kubernetes, without the network.
 * @throws Error with checkov's message if it cannot read a manifest
 */
export function scanWithCheckov(program: string, manifests: string): Scan {
  const { stdout, stderr } = runShort(
    program,
    [
      ...["--directory", manifests, "--framework", "kubernetes", "--output", "json"],
      // Otherwise checkov sends a request to its vendor at each start.
      "--skip-download",
    ],
    { limit: 120_000 },
  );
  const report = parse(stdout);
  if (report === undefined) throw new Error(`checkov failed: ${stderr.trim()}`);
  const { passed, failed, parsing_errors } = report.summary;
  if (parsing_errors > 0) throw new Error(`checkov cannot read ${parsing_errors} of the manifests`);
  const findings = report.results.failed_checks.map(({ check_id, check_name, resource }) => ({
    rule: `checkov ${check_id}`,
    object: resource.replace(".", "/").replace(".", "/"),
    message: check_name,
  }));
  return { checks: passed + failed, findings };
}

function parse(output: string): Report | undefined {
  try {
    const parsed: unknown = JSON.parse(output);
    return isReport(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Without any manifest, checkov prints a summary only. */
const isReport = (value: unknown): value is Report =>
  typeof value === "object" && value !== null && "results" in value && "summary" in value;
