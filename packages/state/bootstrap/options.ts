/** The values for bootstrap: from the command line, the stack's file, and questions. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { isMap, parseDocument } from "yaml";
import { type Caller, checkCaller } from "./checks";
import { accountConfig } from "./config";

/** The keys without a default. Other settings are edited in the stack's file. */
const QUESTIONS = {
  accountId: "Number of the AWS account",
  region: "Region of the state bucket and the registry",
  repository: "GitHub repository, as OWNER/NAME",
  alarmAddress: "Email address for budget alerts",
} as const;
type Key = keyof typeof QUESTIONS;

/** The values from the command line. */
export type Given = Readonly<Partial<Record<Key | "repositoryIds", string | undefined>>>;

/** The account, region and bucket of the states. */
export interface Target {
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** Such as `s3://bucket?region=us-east-1`. */
  readonly backendUrl: string;
}

/**
 * Completes the stack's file with values from the command line and, for those that are still missing, with answers to
 * questions. With `--yes` a missing value is an error.
 *
 * @throws Explained with all missing values, or if account or region differ from the caller's or would change. The file
 *   is not changed then.
 */
export async function settle(args: {
  readonly folder: string;
  readonly stack: string;
  readonly given: Given;
  readonly yes: boolean;
  readonly caller: Caller;
}): Promise<Target> {
  const file = join(args.folder, `Pulumi.${args.stack}.yaml`);
  const namespace = projectName(args.folder);
  const document = readDocument(file);
  const has = (key: string) => textAt(document.getIn(["config", `${namespace}:${key}`]));
  for (const key of ["accountId", "region"] as const) {
    const [before, now] = [has(key), args.given[key]];
    if (before === undefined || now === undefined || before === now) continue;
    throw new Explained(
      `${key} is ${before} in ${file}, but ${now} is given. Bucket and keys cannot move: ` +
        "for another account or region use a separate stack, with --stack NAME.",
    );
  }
  const guesses: Readonly<Partial<Record<Key, string | undefined>>> = {
    accountId: args.caller.accountId,
    region: args.caller.region,
    repository: repositoryOf(args.folder),
  };
  const missing: string[] = [];
  for (const key of Object.keys(QUESTIONS) as Key[]) {
    const known = args.given[key] ?? has(key);
    const value = known ?? (args.yes ? undefined : await ask(QUESTIONS[key], guesses[key]));
    if (value === undefined || value === "") missing.push(`  ${flagOf(key)}: ${QUESTIONS[key]}`);
    else document.setIn(["config", `${namespace}:${key}`], value);
  }
  if (missing.length > 0)
    throw new Explained(`With --yes, these options are required:\n${missing.join("\n")}`);
  checkCaller(args.caller, { accountId: has("accountId") ?? "", region: has("region") ?? "" });
  if (args.given.repositoryIds !== undefined) {
    document.setIn(["config", `${namespace}:repositoryIds`], args.given.repositoryIds);
  }
  writeFileSync(file, document.toString());
  return targetOf(args.folder, args.stack);
}

/** The stack's file, or a new one. @throws Explained if it is not YAML. */
function readDocument(file: string) {
  const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "");
  const [error] = [...document.errors, ...notSettings(document)];
  if (error)
    throw new Explained(
      `${file} cannot be read: ${error.message}\nFix the file, and run this command again.`,
    );
  // Block style, one setting per line, so that the file is easy to edit.
  if (!document.has("config")) document.set("config", document.createNode({}, { flow: false }));
  return document;
}

function notSettings({ contents }: { readonly contents: unknown }): readonly Error[] {
  return contents === null || isMap(contents) ? [] : [new Error("it has no settings under `config`")];
}

/** The target from the stack's file, with defaults. */
function targetOf(folder: string, stack: string): Target {
  const { config } = readStackConfig(folder, stack);
  const namespace = projectName(folder);
  const { stateBucket, backendUrl } = accountConfig();
  const [accountId = "", region = "", namePrefix = ""] = ["accountId", "region", "namePrefix"].map(
    (key) => config[`${namespace}:${key}`],
  );
  const where = { accountId, region, namePrefix };
  return { accountId, region, bucket: stateBucket(where), backendUrl: backendUrl(where) };
}

/** `--alarm-address` */
function flagOf(key: string): string {
  const flag =
    key === "accountId" ? "account" : key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${flag}`;
}

/** Asks a question on the terminal. An empty answer selects the suggestion. */
export async function ask(question: string, guess?: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = (await terminal.question(`${question}${guess ? ` [${guess}]` : ""}: `)).trim();
    return answer === "" ? (guess ?? "") : answer;
  } catch (error) {
    // Ctrl-C at the question.
    if (error instanceof Error && error.name === "AbortError") throw new Interrupted("SIGINT");
    throw error;
  } finally {
    terminal.close();
  }
}

function textAt(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** OWNER/NAME of the clone's origin on GitHub. */
function repositoryOf(folder: string): string | undefined {
  try {
    const args = ["-C", folder, "remote", "get-url", "origin"];
    const url = execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return /github\.com[:/]([^/]+\/[^/]+?)(\.git)?$/.exec(url)?.[1];
  } catch {
    return undefined;
  }
}
