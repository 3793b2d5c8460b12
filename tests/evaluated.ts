import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { type EvaluatedResource, type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import type { ApplicationSpec } from "../applications/spec";
import groundwork from "../index";
import { testProject, testProjectName } from "./project/test-project";

/** Differences from the stack's files in tests/stacks/. */
export interface EvaluatedArgs {
  /** Changed settings, by key: `{ natGateways: "none" }`. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Prefix of the names of all registered resources. */
  readonly name?: string;
  /** Another name of the project. */
  readonly project?: string;
  readonly cloud?: Cloud;
  /** Applications beside the gallery. */
  readonly applications?: readonly ApplicationSpec[];
  /** Another name for everything that the program registers. */
  readonly rename?: (name: string) => string;
}

/** Evaluates the whole program for a stack, with the settings in its file in tests/stacks/. */
export function evaluated(stack: string, args: EvaluatedArgs = {}): Promise<Evaluation> {
  const { changes = {}, name = stack, cloud = newCloud(), rename = (given) => given, applications } = args;
  const { project = testProjectName } = args;
  const config = Object.fromEntries(
    Object.entries(readStackConfig(testProject, stack).config).map(([key, value]) => [
      key.replace(`${testProjectName}:`, `${project}:`),
      value,
    ]),
  );
  for (const [key, value] of Object.entries(changes)) {
    config[`${project}:${key}`] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return evaluate({
    program: () => groundwork(undefined, applications),
    cloud,
    project,
    stack: name,
    config,
    rename,
  });
}

/** The resources of a type. Throws if there are none, so that no test passes without checking anything. */
export function all({ resources }: Evaluation, type: string): EvaluatedResource[] {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length === 0) throw new Error(`the program registers no ${type}`);
  return found;
}

/** The only resource of a type, or the one with a name. Throws if there are none or several. */
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
