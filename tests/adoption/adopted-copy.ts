/** A copy of the repository as an adopter has changed it: other values, and a service. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectName, stacksIn } from "@groundwork/rehearse/project/files";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import { parse } from "yaml";
import { addOrders } from "../applications/orders-example";
import { rename } from "../index/platform-copy";
import { cloneCommit, copyCheckout } from "../index/temporary-checkout";
import { adoptedName, adoptedValues } from "./values";

/** The result of jest in the copy. */
export interface TestRun {
  /** Test files that ran. */
  readonly files: number;
  readonly passed: number;
  /** Path and message of each test file with a failed test. */
  readonly failed: readonly string[];
  /** What jest printed. */
  readonly output: string;
}

/** A copy of the repository, in a git repository. */
export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), "groundwork-adopted-"));

  /** @param commit a commit of the repository, whose history the copy then has. Default: the files of this checkout */
  constructor(commit?: string) {
    if (commit !== undefined) {
      cloneCommit(this.folder, commit);
      return;
    }
    copyCheckout(this.folder, () => true);
    // Tests list the files of the repository with git, and clone it.
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: this.folder, encoding: "utf8" });
  }

  commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  /**
   * Runs the tests of the platform in the copy.
   *
   * @param files the test files to run. Default: all of the projects
   * @param projects names of projects in jest.config.js
   */
  runTests(files: readonly string[] = [], projects: readonly string[] = ["platform"]): TestRun {
    const report = join(this.folder, "out-tests.json");
    const jest = join(this.folder, "node_modules", "jest", "bin", "jest.js");
    const options = ["--selectProjects", ...projects, "--workerIdleMemoryLimit=1500MB", "--maxWorkers=2"];
    const args = [jest, ...files, ...options, "--json", `--outputFile=${report}`];
    const { stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      // The annotations would name files of the copy.
      env: { ...process.env, GITHUB_ACTIONS: "" },
      maxBuffer: 2 ** 28,
    });
    const { numTotalTestSuites, numPassedTests, testResults } = readReport(report, stderr);
    return {
      files: numTotalTestSuites,
      passed: numPassedTests,
      failed: testResults
        .filter(({ status }) => status === "failed")
        .map(({ name, message }) => `${name.replace(`${this.folder}/`, "")}\n${message}`),
      output: stderr,
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A copy in which every value that an adopter changes by hand is another one, and which has a service beside the gallery. */
export class AdoptedCopy extends Copy {
  constructor() {
    super();
    for (const stack of stacksIn(this.folder)) replaceValues(this.folder, stack);
    rename(this.folder, adoptedName);
    addOrders(this.folder, stacksIn(this.folder));
    this.commit("feat: adopt");
  }
}

interface Report {
  readonly numTotalTestSuites: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
  }[];
}

function readReport(file: string, output: string): Report {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`jest wrote no report in the copy. It printed:\n${output}`, { cause: error });
  }
}

/** Replaces the settings of a stack that an adopter changes. */
function replaceValues(folder: string, stack: string): void {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const text = readFileSync(file, "utf8");
  const prefix = `${projectName(folder)}:`;
  const before: Readonly<Record<string, unknown>> = parse(text).config;
  const settings = Object.entries(before)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => ({ key: key.slice(prefix.length), value }));
  const missing = markedKeys(text, prefix).filter((key) => !(key in adoptedValues));
  if (missing.length > 0)
    throw new Error(
      `Pulumi.${stack}.yaml marks ${missing.join(", ")} with EDIT. Add other values to tests/adoption/values.ts.`,
    );
  const replaced = settings.flatMap(({ key, value }) => {
    const other = adoptedValues[key];
    return other === undefined ? [] : [[key, other(stack, value)] as const];
  });
  changeSettings(file, Object.fromEntries(replaced));
}

/** The keys that an adopter changes: with EDIT beside the value, or at the beginning of the comment above it. */
export function markedKeys(text: string, prefix: string): readonly string[] {
  const found: string[] = [];
  let comment = "";
  for (const line of text.split("\n")) {
    if (/^ *#/.test(line)) {
      comment += line;
      continue;
    }
    const key = new RegExp(`^ {2}${prefix}(\\w+):`).exec(line)?.[1];
    if (key !== undefined && (/^ *# EDIT: /.test(comment) || line.endsWith("# EDIT"))) found.push(key);
    comment = "";
  }
  return found;
}
