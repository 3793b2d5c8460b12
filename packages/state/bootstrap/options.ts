/** The values for bootstrap: from the command line, the stack's file, and questions. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import { isMap, parseDocument } from "yaml";
import { type Caller, checkCaller } from "./checks";
import { accountConfig } from "./config";

/** The keys without a default. Other settings are edited in the stack's file. */
const QUESTIONS = {
  accountId: "Id of the AWS account",
  region: "Region of the state bucket and the registry",
  repository: "GitHub repository, as OWNER/NAME",
  alarmAddress: "Email address for budget alerts",
} as const;
type Key = keyof typeof QUESTIONS;

const OPTIONAL = ["namePrefix", "repositoryIds"] as const;
type OptionalKey = (typeof OPTIONAL)[number];
const KEYS = [...(Object.keys(QUESTIONS) as Key[]), ...OPTIONAL];

/** The values from the command line. */
export type Given = Readonly<Partial<Record<Key | OptionalKey, string | undefined>>>;

interface Where {
  readonly folder: string;
  readonly stack: string;
}

/** The account, region and bucket of the states. */
export interface Target {
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** Such as `s3://bucket?region=us-east-1`. */
  readonly backendUrl: string;
}

/** The settings of bootstrap, as the stack's file has them when the first preview has passed. */
export type Settings = Readonly<Partial<Record<Key | OptionalKey, string>>>;

/**
 * Reads the values from the stack's file and the command line. Asks no questions.
 *
 * @throws Explained with all values that are not allowed, or if account or region would change.
 */
export function knownSettings({ folder, stack, given }: Where & { readonly given: Given }): Settings {
  const file = stackFile({ folder, stack });
  const inFile = settingsIn(file, projectName(folder));
  for (const key of ["accountId", "region", "namePrefix"] as const) {
    const [before, now] = [inFile[key], given[key]];
    if (before === undefined || now === undefined || before === now) continue;
    throw new Explained(
      `${key} is ${before} in ${file}, but ${now} is given. Bucket and keys cannot move or be renamed: ` +
        "for another account, region or name use a separate stack, with --stack NAME. " +
        "If bootstrap has not created anything yet, correct the value in the file.",
    );
  }
  const problems = KEYS.flatMap((key) => {
    const value = given[key];
    if (value !== undefined) return problemWith(flagOf(key), key, value);
    return problemWith(`${key} in ${file}`, key, inFile[key]);
  });
  if (problems.length > 0) throw new Explained(`${problems.join("\n")}\nNothing was changed.`);
  return {
    ...inFile,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/**
 * Completes known settings with answers to questions. With `--yes` a missing value is an error. Writes nothing.
 *
 * @throws Explained with all missing values, or if account or region differ from the caller's.
 */
export async function settle(args: {
  readonly folder: string;
  readonly known: Settings;
  readonly yes: boolean;
  readonly caller: Caller;
}): Promise<Settings> {
  const guesses: Settings = {
    accountId: args.caller.accountId,
    ...(args.caller.region === undefined ? {} : { region: args.caller.region }),
    ...repositoryOf(args.folder),
  };
  const settings: Partial<Record<keyof Settings, string>> = { ...args.known };
  const missing: string[] = [];
  for (const key of Object.keys(QUESTIONS) as Key[]) {
    const value = settings[key] ?? (args.yes ? undefined : await ask(QUESTIONS[key], guesses[key]));
    if (value === undefined || value === "") missing.push(`  ${flagOf(key)}: ${QUESTIONS[key]}`);
    else settings[key] = value;
  }
  if (missing.length > 0)
    throw new Explained(`With --yes, these options are required:\n${missing.join("\n")}`);
  const problems = KEYS.flatMap((key) => problemWith(QUESTIONS[key as Key] ?? key, key, settings[key]));
  if (problems.length > 0) throw new Explained(`${problems.join("\n")}\nNothing was changed.`);
  checkCaller(args.caller, { accountId: settings.accountId ?? "", region: settings.region ?? "" });
  return settings;
}

/** Writes settings into the stack's file, which it creates if necessary. The rest of the file stays unchanged. */
export function writeSettings(where: Where, settings: Settings): void {
  const file = stackFile(where);
  if (!existsSync(file)) writeFileSync(file, "");
  changeSettings(file, settings);
}

function settingsIn(file: string, namespace: string): Settings {
  const document = readDocument(file);
  const values = KEYS.map((key) => [key, textAt(document.getIn(["config", `${namespace}:${key}`]))] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function stackFile({ folder, stack }: Where): string {
  return join(folder, `Pulumi.${stack}.yaml`);
}

/** Describes a value that is not allowed. Missing values are accepted, because a question follows. */
function problemWith(name: string, key: string, value: string | undefined): readonly string[] {
  const allowed = value === undefined ? undefined : accountConfig().problem(key, value);
  return allowed === undefined ? [] : [`${name} is ${value}; it must be ${allowed}`];
}

/** The stack's file, or a new one. @throws Explained if it is not YAML. */
function readDocument(file: string) {
  const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "");
  const [error] = [...document.errors, ...notSettings(document)];
  if (error)
    throw new Explained(
      `${file} cannot be read: ${error.message}\nFix the file, and run this command again.`,
    );
  return document;
}

function notSettings({ contents }: { readonly contents: unknown }): readonly Error[] {
  return contents === null || isMap(contents) ? [] : [new Error("it has no settings under `config`")];
}

/** The target from the stack's file, with defaults. */
export function targetOf(folder: string, stack: string): Target {
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
export function repositoryOf(folder: string): { readonly repository?: string } {
  const { stdout } = runShort("git", ["-C", folder, "remote", "get-url", "origin"]);
  const [, repository] = /github\.com[:/]([^/]+\/[^/]+?)(\.git)?$/.exec(stdout.trim()) ?? [];
  return repository === undefined ? {} : { repository };
}
