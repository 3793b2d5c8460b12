/** The configuration of the tools: the default export of a project's rehearse.config.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { registryWith } from "../cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Existing } from "../cloud/existing";
import type { Package } from "../cloud/package";
import type { Registry } from "../cloud/registry";
import { Explained } from "../errors/explained";
import type { PolicyResult } from "../plan/policy-results";
import { projectFolder } from "./files";
import type { ChangedSettings } from "./stack-settings";

/** A program that returns its outputs, or a promise of them. */
type Program = () => ReturnType<PulumiFn> | Awaited<ReturnType<PulumiFn>>;

export interface RehearseConfig {
  /** Registers the stack's resources and returns its outputs, like the `main` of Pulumi.yaml. Reads the stack's config. */
  readonly program: Program;
  /** Resource types to add to the simulated cloud, or to replace in it; see cloud/README.md. Default: none. */
  readonly types?: readonly Package[];
  /**
   * What exists in the account besides the resources of the stacks, as AWS describes it. Plans and rehearsals answer data sources
   * from it. Default: nothing.
   */
  readonly existing?: Existing;
  /** The policies of the project. Default: none. */
  readonly policies?: PolicyConfig;
  /**
   * Settings that remove a stack's guard rails, so that it can be destroyed, by key without the namespace. Default: none,
   * for a project without protected resources.
   */
  readonly guardRailsOff?: ChangedSettings;
  /** A realistic change of a stack's settings, which fault tests deploy and interrupt. Default: none. */
  readonly sampleChange?: (stack: SampleContext) => ChangedSettings;
  /**
   * Describes the allowed names of a stack if its name, together with the project's, is too long for AWS. Default: every name in
   * environments.yaml is accepted.
   */
  readonly stackNameProblem?: (project: string, stack: string) => string | undefined;
  /**
   * The class of guard rails in a stack's config (keys with their namespace), which environments.yaml repeats. Undefined if the
   * config has none. Default: the classes are not compared.
   */
  readonly guardRailsIn?: (config: Readonly<Record<string, string>>, project: string) => string | undefined;
  /** Whether resources of this type (a token such as `aws:rds/instance:Instance`) contain data. Default: none. */
  readonly holdsData?: (type: string) => boolean;
}

/** What a sample change depends on. */
export interface SampleContext {
  /** The stack's config, without the namespace. Lists and maps are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The availability zones of a region. Empty if the data does not have the region. */
  readonly zonesOf: (region: string) => readonly string[];
}

/** A policy in a list. */
export interface PolicySummary {
  readonly name: string;
  readonly level: string;
  readonly severity: string;
  /** The requirement, in one sentence. */
  readonly description: string;
}

/** A policy pack, for the engine and for checks without an engine. */
interface PolicyConfig {
  /** Folder of the pack, relative to the project's folder, for `pulumi preview --policy-pack`. */
  readonly folder: string;
  /** All policies, most important first. */
  readonly list: () => readonly PolicySummary[];
  /** All policies as a Markdown table. */
  readonly table: () => string;
  /**
   * The violations of the policies by an evaluated stack.
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
 * @param folder the project's folder. Default: the project of the working directory
 * @throws Explained if there is no rehearse.config.ts, or it exports no program
 */
export function loadConfig<Config extends RehearseConfig = RehearseConfig>(folder = projectFolder): Config {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new Explained(
      `There is no ${file} in ${folder} or its parent folders. It must export the program: ` +
        'import program from "./index"; export default { program };',
    );
  const exported: unknown = Reflect.get(Object(require(path)), "default");
  if (!isConfig<Config>(exported))
    throw new Explained(`${path} has no default export with a function "program".`);
  return exported;
}

/**
 * Creates the registry of resource types, including those that the project's configuration adds.
 *
 * @param folder the project's folder. Default: the project of the working directory. Without a rehearse.config.ts,
 *   it adds no types.
 */
export function projectTypes(folder = projectFolder): Registry {
  return registryWith(existsSync(join(folder, file)) ? (loadConfig(folder).types ?? []) : []);
}

function isConfig<Config extends RehearseConfig>(value: unknown): value is Config {
  return typeof Reflect.get(Object(value), "program") === "function";
}
