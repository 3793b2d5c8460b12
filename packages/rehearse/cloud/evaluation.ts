import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { type Cloud, Refusal } from "./cloud";
import { Monitor } from "./monitor";
import "./promise-traces";
import type { Registry } from "./registry";
import type { Properties } from "./resource-type";

/** A resource that the program registered, and its result in the simulated cloud. */
export interface EvaluatedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Empty for a component, and for a resource that the cloud rejected. */
  readonly id: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** False for a component. */
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Names of the inputs and outputs that are secrets. */
  readonly secrets: readonly string[];
  readonly protect: boolean;
  /** URNs of all resources that it depends on. */
  readonly dependencies: readonly string[];
  /** The dependencies that provide a value, by input. All others are in `dependsOn`. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** Times that the engine waits for it, such as `600s`, if the program sets them. */
  readonly customTimeouts?: { readonly create: string; readonly update: string };
  /** Name of its provider resource. For a component: the name of the AWS provider of its children. */
  readonly provider: string;
  /** What the simulation could not judge about the inputs. */
  readonly notChecked?: readonly string[];
}

/** The resources and outputs of a program. */
export interface Evaluation {
  readonly resources: readonly EvaluatedResource[];
  readonly outputs: Properties;
  /** Names of the outputs that are secrets. */
  readonly secretOutputs: readonly string[];
  /** What the cloud accepted and will not accept for long. */
  readonly warnings: readonly string[];
  /** The registry of the resources' types. */
  readonly types: Registry;
  /** Tokens of the called data sources that have no entry. */
  readonly functionsNotChecked: readonly string[];
}

/** A program, and the arguments of its evaluation. */
export interface EvaluationArgs {
  readonly program: () => unknown;
  readonly cloud: Cloud;
  /** The project's name: the namespace of its settings. */
  readonly project: string;
  readonly stack: string;
  /** The config as the engine passes it to the program: text or JSON by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /**
   * Maps the name of a resource in the program to the name under which it is registered. Names in the cloud that the program gives
   * as text are mapped as well. Default: the same name.
   */
  readonly rename?: (name: string) => string;
}

/**
 * Runs a Pulumi program in this process against a simulated cloud, without an engine. Two evaluations cannot run at
 * the same time: the SDK keeps its settings in global variables.
 *
 * @throws Refusal with all rejections of the cloud, or the error that the program throws.
 */
export async function evaluate(args: EvaluationArgs): Promise<Evaluation> {
  const { program, cloud, project, stack, config, secretKeys = [], rename } = args;
  const monitor = new Monitor(cloud, project, stack, JSON.parse(config["pulumi:autonaming"] ?? "{}"), rename);
  settings.setMockOptions(monitor, project, stack, false, "organization");
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  // Caught before the SDK sees it: the SDK would reject promises without a handler, which ends the process.
  const failures: unknown[] = [];
  const guarded = async () => {
    try {
      return await program();
    } catch (error) {
      failures.push(error);
    }
  };
  try {
    await Promise.race([pulumi.runtime.runInPulumiStack(guarded), monitor.ended]);
    await settings.disconnect();
  } catch (error) {
    // Its requests that have no answer would keep it open.
    settings.resetOptions("", "", -1, "", "", false, "");
    throw error;
  }
  if (failures.length > 0) throw failures[0];
  if (monitor.refusals.length > 0) throw new Refusal(monitor.refusals.join("\n"));
  const { outputs, secrets } = monitor.stackOutputs;
  return {
    resources: monitor.resources,
    outputs,
    secretOutputs: secrets,
    warnings: cloud.warnings(),
    types: cloud.types,
    functionsNotChecked: [...cloud.functionsNotChecked].sort(),
  };
}
