/** What a project hands to the tools: the default export of its rehearse.config.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { registryWith } from "../cloud";
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
  /** Resource types that the simulated cloud does not know, or knows differently: see packages/rehearse/cloud/README.md. Default: none. */
  readonly types?: readonly Package[];
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
}

/** What a list of policies shows of each. */
export interface PolicySummary {
  readonly name: string;
  readonly level: string;
  readonly severity: string;
  /** What has to be so, in one sentence. */
  readonly description: string;
}

/** A policy pack, for the engine and for a check without it. */
interface PolicyConfig {
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

/**
 * What is known about resource types, with those that the project's configuration adds.
 *
 * @param folder the project's folder. Default: the one that the working directory is in. Without a rehearse.config.ts it
 *   adds none.
 */
export function projectTypes(folder = projectFolder): Registry {
  return registryWith(existsSync(join(folder, file)) ? (loadConfig(folder).types ?? []) : []);
}

function isConfig<Config extends RehearseConfig>(value: unknown): value is Config {
  return typeof Reflect.get(Object(value), "program") === "function";
}
