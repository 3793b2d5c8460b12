/** What a policy is. Each has a file of its own in rules/, and serves both the engine's pack and `npm run plan`. */
import type { Properties } from "./properties";

/** Whether a violation stops a deployment or is a recommendation. */
export type Level = "mandatory" | "advisory";
export type Severity = "critical" | "high" | "medium" | "low";

/** What a person has to know about a policy. */
export interface About {
  /** Verb first, unique; also the name of its file and, in camel case, of its export. */
  readonly name: string;
  readonly level: Level;
  readonly severity: Severity;
  /** What has to be so, in one sentence. */
  readonly demands: string;
  /** What happens where it is not so. */
  readonly reason: string;
  /** How it becomes so. */
  readonly fix: string;
  /** URL of what it rests on: AWS's or Kubernetes' documentation, or a benchmark. */
  readonly source: string;
}

/** A resource as a policy sees it; a value that a preview cannot know is UNKNOWN. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Properties;
  /** URNs of what its properties come from. */
  readonly dependencies: readonly string[];
}

/** What policies know of the stack beyond its resources. */
export interface Context {
  /** Whether the stack is an environment that people depend on: setting `environment` is prod. */
  readonly production: boolean;
}

/** A policy over single resources: the engine asks it before it creates or changes one. */
export interface ResourcePolicy extends About {
  /** Types that it is about, as tokens. */
  readonly types: readonly string[];
  /** What is wrong with a resource, a sentence each; nothing when all is well. */
  readonly check: (resource: Resource, context: Context) => Iterable<string>;
}

/** What is wrong with one resource of several. */
export interface Finding {
  readonly resource: Resource;
  readonly message: string;
}

/** A policy over how resources go together: the engine asks it when all are known, at the end. */
export interface StackPolicy extends About {
  readonly checkStack: (resources: readonly Resource[], context: Context) => Iterable<Finding>;
}

export type Policy = ResourcePolicy | StackPolicy;

/** Whether a policy looks at resources one by one. */
export function isResourcePolicy(policy: Policy): policy is ResourcePolicy {
  return "check" in policy;
}
