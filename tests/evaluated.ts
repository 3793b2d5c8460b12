import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import {
  type EvaluatedResource,
  type Evaluation,
  type EvaluationArgs,
  evaluate,
} from "@groundwork/rehearse/cloud/evaluation";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import groundwork from "../index";

/** What differs from the stack as its files say it. */
export interface EvaluatedArgs {
  /** Settings to change, by key: `{ natGateways: "none" }`. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** What the stack is called, where its name differs from its file's. */
  readonly name?: string;
  readonly cloud?: Cloud;
  /** Another name for everything that the program registers. */
  readonly rename?: (name: string) => string;
}

/** The whole program, evaluated for a stack of the project with the settings in its file. */
export function evaluated(stack: string, args: EvaluatedArgs = {}): Promise<Evaluation> {
  const { changes = {}, name = stack, cloud = newCloud(), rename = (given) => given } = args;
  const project = projectName();
  const { config } = readStackConfig(projectFolder, stack);
  for (const [key, value] of Object.entries(changes)) {
    config[`${project}:${key}`] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return quickly({ program: () => groundwork(), cloud, project, stack: name, config, rename });
}

/**
 * Evaluates with short stack traces: the SDK takes one for every promise that it makes, and under jest, which maps
 * each frame to its source, they would take most of the time.
 */
export async function quickly(args: EvaluationArgs): Promise<Evaluation> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 2;
  try {
    return await evaluate(args);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The resources of a type. Throws when there is none, so that no test passes for want of what it checks. */
export function all({ resources }: Evaluation, type: string): EvaluatedResource[] {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length === 0) throw new Error(`the program registers no ${type}`);
  return found;
}

/** The one resource of a type, or the one with a name. Throws when there is none or more than one. */
export function one(evaluation: Evaluation, type: string, name?: string): EvaluatedResource {
  const [found, ...more] = all(evaluation, type).filter((each) => name === undefined || each.name === name);
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} ${type} ${name ?? ""}`);
  return found;
}

/** A statement of a policy document. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a policy document, with single actions and resources as lists. */
export function statements(policy: unknown): Statement[] {
  const document: unknown = JSON.parse(String(policy));
  const found = isProperties(document) ? document.Statement : undefined;
  if (!Array.isArray(found) || found.length === 0) throw new Error(`no Statement in ${policy}`);
  return found.map((each) => ({
    ...each,
    Action: [each.Action].flat(),
    Resource: [each.Resource ?? []].flat(),
  }));
}
