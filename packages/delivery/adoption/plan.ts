/** Computes what adopt changes. Reads files, and writes none in the project's folder. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { editYaml } from "@groundwork/rehearse/project/edit-yaml";
import { environmentsFile } from "@groundwork/rehearse/project/environments";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { type FileChange, readIfExists } from "./apply";
import { type AdoptConfig, type Answers, adoptConfig } from "./config";
import { editEnvironments } from "./environment-list";
import { currentCommit } from "./git";
import { offerInstanceClasses } from "./instance-classes";
import type { Known } from "./known";
import { declaredSettings, RECORD, recordText } from "./record";
import { settingsIn } from "./stack-file";
import { stackTexts } from "./stack-texts";

/** What adopt changes, and what is left to the adopter. */
export interface Plan {
  readonly changes: readonly FileChange[];
  /** Values that the program would reject. */
  readonly problems: readonly string[];
  /** One line for each setting to complete or to look at by hand. */
  readonly byHand: readonly string[];
}

/** Computes the changes for these answers. */
export function planAdoption(folder: string, answers: Answers, known: Known): Plan {
  const config = adoptConfig(folder);
  const stacks = new Map(stackTexts({ folder, answers, known, config }));
  const notes = answers.environments.flatMap(({ stack }) => {
    const file = `Pulumi.${stack}.yaml`;
    const [before, text] = [readIfExists(join(folder, file)), stacks.get(file)];
    if (text === undefined) return [];
    const offered = offerInstanceClasses({ folder, config, answers }, { file, before, text }, known.project);
    stacks.set(file, offered.text);
    return offered.notes;
  });
  const texts = new Map<string, string | undefined>(stacks);
  const edit = (path: string, change: (text: string) => string) => {
    const text = readIfExists(join(folder, path));
    if (text !== undefined) texts.set(path, change(text));
  };
  edit("Pulumi.yaml", (text) => editYaml(text, ["name"], answers.project));
  edit(environmentsFile, (text) => editEnvironments(text, answers.environments));
  for (const [path, change] of Object.entries(config.files)) edit(path, (text) => change(text, answers));
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const commit = known.record?.platform.commit ?? currentCommit(folder);
  texts.set(RECORD, recordText(answers, { version, commit }, declaredSettings(folder)));
  const changes = [...texts].flatMap(([path, after]): readonly FileChange[] => {
    const before = readIfExists(join(folder, path));
    return before === after ? [] : [{ path, before, after }];
  });
  return {
    changes,
    problems: rejectedValues(config, answers, texts),
    byHand: [...notes, ...unfinishedSettings(config, answers, stacks)],
  };
}

/** Reads the new files as the engine does, and checks every stack. */
function rejectedValues(
  config: AdoptConfig,
  { project, environments }: Answers,
  texts: ReadonlyMap<string, string | undefined>,
): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-adopt-"));
  try {
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (text !== undefined) writeFileSync(join(folder, path), text);
    }
    return environments.flatMap(({ stack }) => {
      const { config: values, secretKeys } = readStackConfig(folder, stack);
      const problems = config.stackProblems(project, stack, values);
      // Encrypted values cannot be checked here.
      return problems.filter((problem) => !secretKeys.some((key) => problem.startsWith(`${key} `)));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unfinishedSettings(
  { byHand, placeholder }: AdoptConfig,
  { project, environments }: Answers,
  stacks: ReadonlyMap<string, string | undefined>,
): readonly string[] {
  return environments.flatMap(({ stack }) => {
    const file = `Pulumi.${stack}.yaml`;
    return Object.entries(settingsIn(stacks.get(file) ?? "", project)).flatMap(([key, value]) =>
      placeholder.test(JSON.stringify(value))
        ? `${file}: ${project}:${key}: ${byHand[key] ?? "your own value"}`
        : [],
    );
  });
}
