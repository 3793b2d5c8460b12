/** Compares an adopted clone with the version of the platform in it. */

import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectName, readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import { readIfExists } from "./apply";
import { type AdoptConfig, adoptConfig } from "./config";
import { conflicts, hasMergeDriver, isRepository } from "./git";
import { declaredSettings, readRecord } from "./record";
import { settingsIn } from "./stack-file";

export interface Findings {
  /** What has changed in the platform since. Nothing must be done about it. */
  readonly changes: readonly string[];
  /** What must be done, each with the next step. */
  readonly todo: readonly string[];
}

/** @throws Explained if the clone was not adopted */
export function checkAdoption(folder: string): Findings {
  const record = readRecord(folder);
  if (record === undefined)
    throw new Explained(
      "This clone was not adopted: there is no adoption.yaml. Run: npx --no groundwork adopt",
    );
  const unresolved = conflicts(folder);
  // Files with conflicts cannot be read.
  if (unresolved.length > 0) return { changes: [], todo: unresolved.map(resolution) };
  const config = adoptConfig(folder);
  const declared = declaredSettings(folder);
  const project = projectName(folder);
  const todo = [
    ...(isRepository(folder) && !hasMergeDriver(folder)
      ? ["Merges in this clone do not keep your files. Run: npx --no groundwork adopt --yes"]
      : []),
    ...(project === record.answers.project
      ? []
      : [
          `The name in Pulumi.yaml is ${project}, but ${record.answers.project} was adopted. Run: npx --no groundwork adopt`,
        ]),
    ...stackFileProblems({ folder, config, project, declared }),
  ];
  return { changes: settingChanges(config, record.settings, declared), todo };
}

function resolution(path: string): string {
  return /^Pulumi\.[^.]+\.yaml$/.test(path)
    ? `${path} has a conflict. If it is not the file of one of your environments: git rm ${path}. Else: git checkout --ours ${path} && git add ${path}`
    : `${path} has a conflict. Resolve it, then: git add ${path}`;
}

type Settings = Readonly<Record<string, unknown>>;

/** Settings that were added, renamed or removed, and other defaults. */
function settingChanges({ renamed }: AdoptConfig, before: Settings, now: Settings): readonly string[] {
  const newName = (key: string) => renamed.find(({ from, to }) => from === key && to in now)?.to;
  const show = (value: unknown) => JSON.stringify(value);
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].sort().flatMap((key) => {
    if (!(key in now)) return newName(key) ? `renamed  ${key} to ${newName(key)}` : `removed  ${key}`;
    if (!(key in before)) return `added    ${key}, with the default ${show(now[key])}`;
    return isDeepStrictEqual(before[key], now[key])
      ? []
      : `default  ${key}: ${show(now[key])} instead of ${show(before[key])}`;
  });
}

interface Checked {
  readonly folder: string;
  readonly config: AdoptConfig;
  readonly project: string;
  readonly declared: Settings;
}

function stackFileProblems({ folder, config, project, declared }: Checked): readonly string[] {
  const stacks = readEnvironments(folder).map(({ stack }) => stack);
  const others = stacksIn(folder).filter((stack) => !stacks.includes(stack) && !/^pr-\d+$/.test(stack));
  return [
    ...others.map(
      (stack) =>
        `Pulumi.${stack}.yaml belongs to no environment in environments.yaml. If a merge has added it: git rm Pulumi.${stack}.yaml`,
    ),
    ...stacks.flatMap((stack) => {
      const file = `Pulumi.${stack}.yaml`;
      const unknown = Object.keys(settingsIn(readIfExists(join(folder, file)) ?? "", project)).flatMap(
        (key) => {
          if (key in declared) return [];
          const { to } = config.renamed.find(({ from }) => from === key) ?? {};
          const step =
            to === undefined
              ? "Remove the line"
              : `It is named ${to} now: docs/upgrades.md describes its values`;
          return [
            {
              key: `${project}:${key}`,
              text: `${file} sets ${project}:${key}, which this version does not have. ${step}`,
            },
          ];
        },
      );
      const { config: values, secretKeys } = readStackConfig(folder, stack);
      const explained = [...secretKeys, ...unknown.map(({ key }) => key)];
      const rejected = config
        .stackProblems(project, stack, values)
        .filter((problem) => !explained.some((key) => problem.startsWith(`${key} `)));
      return [...unknown.map(({ text }) => text), ...rejected];
    }),
  ];
}
