/** What a project hands to the tools: the default export of its rehearse.config.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { knownTypes, newCloud, registryWith } from "../cloud";
import type { Cloud } from "../cloud/cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Package } from "../cloud/package";
import type { Registry } from "../cloud/registry";
import { Explained } from "../errors/explained";
import type { PolicyResult } from "../plan/policy-results";
import { projectFolder } from "./files";
import type { ChangedSettings } from "./stack-settings";

/** A program, and the outputs that it returns, at once or later. */
type Program = () => ReturnType<PulumiFn> | Awaited<ReturnType<PulumiFn>>;

export interface RehearseConfig {
  /** Registers the stack's resources and returns its outputs, as the `main` of Pulumi.yaml does; reads the stack's config. */
  readonly program: Program;
  /** The policies that a stack has to keep. Default: none. */
  readonly policies?: PolicyConfig;
  /**
   * Settings that take a stack's guard rails down, so that it can be destroyed; by key without the namespace. Default:
   * none, for a project whose stacks protect nothing.
   */
  readonly guardRailsOff?: ChangedSettings;
  /** A realistic change of a stack's settings, which fault tests deploy and interrupt. Default: none. */
  readonly sampleChange?: (stack: string) => ChangedSettings;
  /** Whether resources of this type (a token such as `aws:rds/instance:Instance`) hold data. Default: none do. */
  readonly holdsData?: (type: string) => boolean;
  /** Resource types and data sources that the simulated cloud does not have, or has to treat differently. Default: none. */
  readonly types?: readonly Package[];
}

/** What a list of policies shows of each. */
export interface PolicySummary {
  readonly name: string;
  readonly level: string;
  readonly severity: string;
  /** What has to be so, in one sentence. */
  readonly demands: string;
}

/** A policy pack, for the engine and for a check without it. */
export interface PolicyConfig {
  /** Folder of the pack, from the project's folder, as `pulumi preview --policy-pack` takes it. */
  readonly folder: string;
  /** Names of all policies. */
  readonly names: readonly string[];
  /** All policies, the most important first. */
  readonly list: () => readonly PolicySummary[];
  /** The same as a table in Markdown. */
  readonly table: () => string;
  /**
   * What the policies say about an evaluated stack: nothing for a resource that keeps them all.
   *
   * @param config the stack's config, keys with their namespace
   */
  readonly check: (
    resources: readonly EvaluatedResource[],
    config: Readonly<Record<string, string>>,
    project: string,
  ) => readonly PolicyResult[];
}

const file = "rehearse.config.ts";

/**
 * Loads the project's configuration.
 *
 * @param folder the project's folder. Default: the one that the working directory is in
 * @throws Explained when there is no rehearse.config.ts, or it exports no program
 */
export function loadConfig<Config extends RehearseConfig = RehearseConfig>(folder = projectFolder): Config {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new Explained(
      `There is no ${file} in ${folder} or above it. It exports what the tools work on, at least: ` +
        'export default { program: () => import("./index") }',
    );
  const exported: unknown = Reflect.get(Object(require(path)), "default");
  if (!isConfig<Config>(exported))
    throw new Explained(`${path} has no default export with a function "program".`);
  return exported;
}

/** A new, empty cloud that knows the project's own types as well. */
export function newProjectCloud(): Cloud {
  return newCloud({ types: loadConfig().types ?? [] });
}

/** What is known about resource types, the project's own ones included if it has a rehearse.config.ts. */
export function projectTypes(): Registry {
  return existsSync(join(projectFolder, file)) ? registryWith(loadConfig().types ?? []) : knownTypes;
}

function isConfig<Config extends RehearseConfig>(value: unknown): value is Config {
  return typeof Reflect.get(Object(value), "program") === "function";
}
