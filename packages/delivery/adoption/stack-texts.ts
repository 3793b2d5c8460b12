/** Computes the contents of the stack files. */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type Environment, environmentsFile } from "@groundwork/rehearse/project/environments";
import { stacksIn } from "@groundwork/rehearse/project/files";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import { parse } from "yaml";
import { readIfExists } from "./apply";
import type { AdoptConfig, Answers } from "./config";
import { fileAt } from "./git";
import type { Known } from "./known";
import { deriveStack, removeMarks, renameNamespace, setSettings, settingsIn } from "./stack-file";

interface Args {
  readonly folder: string;
  readonly answers: Answers;
  readonly known: Known;
  readonly config: AdoptConfig;
}

const fileOf = (stack: string) => `Pulumi.${stack}.yaml`;

/** The new content of each stack file by path; undefined for a file that is removed. */
export function stackTexts(args: Args): ReadonlyMap<string, string | undefined> {
  const { folder, answers, known } = args;
  const texts = new Map<string, string | undefined>();
  const isReview = (stack: string) => /^pr-\d+$/.test(stack);
  for (const stack of stacksIn(folder).filter((each) => !isReview(each)))
    texts.set(fileOf(stack), renamed(args, readIfExists(join(folder, fileOf(stack))) ?? ""));
  for (const { stack } of known.environments)
    if (!answers.environments.some((each) => each.stack === stack)) texts.set(fileOf(stack), undefined);
  const [existing, added] = [true, false].map((exists) =>
    answers.environments.filter(({ stack }) => (texts.get(fileOf(stack)) !== undefined) === exists),
  );
  for (const environment of existing ?? []) {
    const file = fileOf(environment.stack);
    texts.set(file, updated(args, environment, texts.get(file) ?? ""));
  }
  for (const environment of added ?? [])
    texts.set(fileOf(environment.stack), created(args, environment, [...texts.values()]));
  return texts;
}

function renamed({ known, answers }: Args, text: string): string {
  return renameNamespace(text, known.project, answers.project);
}

/** A stack file with the settings that follow from answers which differ from the earlier ones. */
function updated({ answers, known, config }: Args, environment: Environment, text: string): string {
  const current = settingsIn(text, answers.project);
  const before = known.environments.find(({ stack }) => stack === environment.stack);
  const earlier =
    known.answers === undefined || before === undefined
      ? {}
      : config.settings(known.answers, before, current);
  const settings = config.settings(answers, environment, current);
  const different = Object.entries(settings).filter(
    ([key, value]) => !(key in earlier) || !isDeepStrictEqual(value, earlier[key]),
  );
  return edited(config, answers.project, text, Object.fromEntries(different));
}

function edited(config: AdoptConfig, project: string, text: string, settings: ChangedSettings): string {
  const finished = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined || config.placeholder.test(JSON.stringify(value)) ? [] : key,
  );
  return removeMarks(setSettings(text, project, settings), project, finished);
}

/** The file of a new stack, derived from a stack of the same class. */
function created(args: Args, environment: Environment, others: readonly (string | undefined)[]): string {
  const { answers, config } = args;
  const { project } = answers;
  const template = templateFor(args, environment);
  const text = deriveStack(template.text, template.stack, environment.stack);
  const used = others.flatMap((each) => (each === undefined ? [] : [settingsIn(each, project)]));
  const separate = setSettings(text, project, config.ofNewStack(used, settingsIn(text, project)));
  const settings = config.settings(answers, environment, settingsIn(separate, project));
  return edited(config, project, separate, settings);
}

interface Template {
  readonly stack: string;
  readonly text: string;
}

/** The file of a stack of the same class: of this clone, or of the commit that was adopted. */
function templateFor(args: Args, { stack, guardRails }: Environment): Template {
  const { folder, known, answers } = args;
  for (const each of known.environments.filter((one) => one.guardRails === guardRails)) {
    const text = readIfExists(join(folder, fileOf(each.stack)));
    if (text !== undefined) return { stack: each.stack, text: renamed(args, text) };
  }
  const shipped = shippedTemplate(folder, known.record?.platform.commit ?? "", guardRails, answers.project);
  if (shipped !== undefined) return shipped;
  throw new Explained(
    `There is no stack with the guard rails ${guardRails}, from which Pulumi.${stack}.yaml could be derived. Create the file, ` +
      `for example from that of another stack, and run this command again. Nothing was changed.`,
  );
}

function shippedTemplate(
  folder: string,
  commit: string,
  guardRails: string,
  project: string,
): Template | undefined {
  if (commit === "") return undefined;
  const [list, pulumi] = [environmentsFile, "Pulumi.yaml"].map((path) =>
    parse(fileAt(folder, commit, path) ?? ""),
  );
  const environments: readonly Environment[] = list?.environments ?? [];
  const stack = environments.find((each) => each.guardRails === guardRails)?.stack;
  const text = stack === undefined ? undefined : fileAt(folder, commit, fileOf(stack));
  if (stack === undefined || text === undefined) return undefined;
  return { stack, text: renameNamespace(text, String(pulumi?.name), project) };
}
