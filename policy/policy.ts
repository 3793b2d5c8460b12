/** Types of policies. Each policy has a file in rules/ and is used by the policy pack and by `npm run plan`. */
import type { Properties } from "./properties";

/** mandatory: a violation stops the deployment. advisory: a violation is reported as a warning. */
export type Level = "mandatory" | "advisory";
export type Severity = "critical" | "high" | "medium" | "low";

/** Description of a policy, for documentation and messages. */
export interface PolicyMetadata {
  /** Unique name, beginning with a verb. Also the name of its file and, in camel case, of its export. */
  readonly name: string;
  readonly level: Level;
  readonly severity: Severity;
  /** The requirement, in one sentence. */
  readonly description: string;
  /** The risk of a violation. */
  readonly reason: string;
  /** How to fix a violation. */
  readonly fix: string;
  /** URL of the documentation or benchmark that the policy is based on. */
  readonly source: string;
}

/** A resource. Values that a preview does not know are UNKNOWN. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Properties;
  /** URNs of the resources that its properties depend on. */
  readonly dependencies: readonly string[];
}

/** Properties of the stack that policies use. */
export interface Context {
  /** Whether the setting `guardRails` is production. */
  readonly production: boolean;
}

/** A policy on single resources. The engine checks it before it creates or updates a resource. */
export interface ResourcePolicy extends PolicyMetadata {
  /** Tokens of the types that it checks. */
  readonly types: readonly string[];
  /** Yields one sentence for each problem with the resource. */
  readonly check: (resource: Resource, context: Context) => Iterable<string>;
}

/** A problem with one resource of a stack. */
interface Finding {
  readonly resource: Resource;
  readonly message: string;
}

/** A policy on several related resources. The engine checks it after all resources are registered. */
export interface StackPolicy extends PolicyMetadata {
  /** Yields each problem with one of the resources. */
  readonly checkStack: (resources: readonly Resource[], context: Context) => Iterable<Finding>;
}

export type Policy = ResourcePolicy | StackPolicy;

/** Whether a policy checks single resources. */
export function isResourcePolicy(policy: Policy): policy is ResourcePolicy {
  return "check" in policy;
}
