/** What the person wants: from the command line, the stack's file, and questions. */
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

/** The keys that have no default. Everything else is edited in the stack's file. */
const QUESTIONS = {
  accountId: "Number of the AWS account",
  region: "Region of state bucket and registry",
  repository: "GitHub repository, as OWNER/NAME",
  alarmAddress: "Electronic mail address that hears of the costs",
} as const;
type Key = keyof typeof QUESTIONS;

/** What was given on the command line. */
export type Given = Readonly<Partial<Record<Key | "repositoryIds", string | undefined>>>;

/** Where everything goes, once it is known. */
export interface Target {
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** Such as `s3://bucket?region=us-east-1`. */
  readonly backendUrl: string;
}

/**
 * Completes the stack's file: values given on the command line, then those that it has, then answers. A question is
 * only asked of a person; with `--yes` a missing value is an error.
 *
 * @throws Explained with all that is missing, or when account or region are not the caller's or would change. The
 *   file is left alone then.
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
      `${file} says that ${key} is ${before}, and you said ${now}. Bucket and keys stay where they are: ` +
        "for another account or region use a stack of its own, with --stack NAME.",
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
    throw new Explained(`With --yes nothing is asked, so these are needed:\n${missing.join("\n")}`);
  checkCaller(args.caller, { accountId: has("accountId") ?? "", region: has("region") ?? "" });
  if (args.given.repositoryIds !== undefined) {
    document.setIn(["config", `${namespace}:repositoryIds`], args.given.repositoryIds);
  }
  writeFileSync(file, document.toString());
  return targetOf(args.folder, args.stack);
}

/** The stack's file, or a new one. @throws Explained when it is no YAML. */
function readDocument(file: string) {
  const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "");
  const [error] = [...document.errors, ...notSettings(document)];
  if (error)
    throw new Explained(`${file} cannot be read: ${error.message}\nPut it right, and run this again.`);
  // Each setting on a line of its own, so that a person can add one.
  if (!document.has("config")) document.set("config", document.createNode({}, { flow: false }));
  return document;
}

function notSettings({ contents }: { readonly contents: unknown }): readonly Error[] {
  return contents === null || isMap(contents) ? [] : [new Error("it holds no settings under `config`")];
}

/** What the stack's file says, defaults included. */
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

/** Asks a person; an empty answer is the guess. */
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
