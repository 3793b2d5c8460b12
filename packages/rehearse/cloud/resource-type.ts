import type * as pulumi from "@pulumi/pulumi";
import type { Billing } from "./billing";
import type { Cloud, CloudResource } from "./cloud";
import type { Stepped } from "./steps";

/** Plain property values, without Outputs and secret wrappers. */
export type Properties = Record<string, unknown>;

/** The argument of the functions of an entry. */
export interface Subject<Inputs> {
  /** The id of the resource in the cloud. */
  readonly id: string;
  /** The resource's logical name in the program. */
  readonly name: string;
  readonly inputs: Inputs;
  readonly cloud: Cloud;
  /** Scope of unique names, such as a cluster. Empty if there is only one scope. */
  readonly scope: string;
}

/** The argument of the function that gives a new resource its id. */
export interface NewSubject<Inputs> extends Omit<Subject<Inputs>, "id"> {
  /** Hexadecimal digits that no other resource has. */
  readonly hex: (digits: number) => string;
}

/** A property of another resource that an input must equal. */
export interface Reference {
  /** Type token of the resource that must exist. */
  readonly type: string;
  /** The property of the target that the input contains. Default: its id. */
  readonly by?: string;
  /** Whether the cloud rejects a target in another region. Default: false. */
  readonly sameRegion?: boolean;
  /** Whether the cloud rejects deleting the target while this resource exists. Default: false. */
  readonly blocksDeletion?: boolean;
  /** Other properties of the target by which the cloud finds it as well. Default: none. */
  readonly orBy?: readonly string[];
  /** Whether the cloud accepts an input that refers to nothing. It is then not checked. Default: false. */
  readonly mayBeMissing?: boolean;
  /** Values without a target resource, such as AWS managed policies. */
  readonly except?: (value: string) => boolean;
}

/** How resources are named if the program sets no name. */
export interface AutoName {
  /** Path of the input: `name`, `metadata.name`. */
  readonly property: string;
  readonly maxLength: number;
  readonly prefix?: string;
  /** The inputs on which a generated name depends: those that replace the resource. Default: none. */
  readonly content?: (inputs: Properties) => string;
  /** Inputs that the provider adds if it generated the name. Default: none. */
  readonly mark?: (inputs: Properties) => Properties;
}

/** Typical durations in seconds, from the request until the provider continues. Default of `delete`: 0. */
export interface Seconds {
  readonly create: number;
  readonly update?: number;
  readonly delete?: number;
  /** Source of the durations. Optional if all are below half a minute: they are estimates. */
  readonly source?: string;
}

/** An order that AWS, Kubernetes or a provider requires, and that no input expresses. */
export interface RequiredOrder {
  /** Types that must be created before and deleted after this one. */
  readonly first: readonly string[];
  readonly because: string;
  /** Its documentation: a URL, or a file of the project. */
  readonly source: string;
}

/**
 * Whether a change of one input replaces the resource.
 *
 * @param earlier the value before; undefined if there was none
 * @param inputs all inputs before the change
 */
export type ReplacedBy = (earlier: unknown, later: unknown, inputs: Properties) => boolean;

/** Whether the provider updates an input whose value differs from the one that the resource has. */
type ComparedWithState = (actual: unknown, wanted: unknown, inputs: Properties) => boolean;

/** Inputs that are non-empty strings; the others are undefined. */
type Texts<Name extends string> = { readonly [K in Name]?: string | undefined };

/** The entry of a resource type: its behaviour, cost, durations and required orders. */
export interface ResourceType<Inputs = Properties> {
  /** Paths of the inputs (`metadata.name`) whose change replaces the resource. */
  readonly replaceOn?: readonly string[];
  /** Inputs, by path, of which only some changes replace the resource. */
  readonly replaceWhen?: Readonly<Record<string, ReplacedBy>>;
  /**
   * Inputs whose change the provider shows as an update and does not apply. The resource keeps its value, so every later preview
   * shows the update again.
   *
   * @param earlier the value that the resource has; undefined if it has none
   */
  readonly notApplied?: Readonly<Record<string, (earlier: unknown, later: unknown) => boolean>>;
  /**
   * Inputs that the provider also compares with what the resource has: whether it shows an update although the inputs are the same.
   *
   * @param actual the value that the resource has
   * @param wanted the value of the inputs
   * @param inputs all inputs
   */
  readonly comparedWithState?: Readonly<Record<string, ComparedWithState>>;
  /** Whether the provider deletes the old resource before it creates one with these inputs. Default: false. */
  readonly deleteBeforeReplace?: boolean | ((inputs: Properties) => boolean);
  /** The input that Pulumi sets to a unique name if the program does not set it. */
  readonly autoName?: AutoName;
  /** Inputs by which the cloud identifies resources of this type; a second resource with the same values is rejected. */
  readonly unique?: readonly string[];
  /** Inputs that must refer to existing resources, by path: `vpcConfig.subnetIds[]`. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Kubernetes: false for cluster-scoped kinds. Default: true. */
  readonly namespaced?: boolean;
  /** Reasons for which the cloud rejects these inputs. Empty if it accepts them. */
  readonly refuse?: (subject: Subject<Inputs>) => readonly string[];
  /** What the cloud accepts and will reject later, such as a version whose support ends. Printed by plan and rehearsal. */
  readonly warn?: (subject: Subject<Inputs>) => readonly string[];
  /** What the simulation cannot judge about these inputs. Empty if it judges all of them. */
  readonly notChecked?: (subject: Subject<Inputs>) => readonly string[];
  /** Reasons for which the cloud rejects deleting the resource in its current state. */
  readonly refuseDelete?: (subject: Subject<Inputs>) => readonly string[];
  /** Whether the cloud keeps the name of a deleted resource until a window ends. Default: false. */
  readonly keepsName?: (subject: Subject<Inputs>) => boolean;
  /** Changes that the cloud makes to other resources of the type when it updates this one; called before the update. */
  readonly updatesOthers?: (
    subject: Subject<Inputs>,
  ) => readonly { readonly id: string; readonly change: Properties }[];
  /** What the cloud creates when it deletes the resource, such as a final snapshot. It outlives the stack. */
  readonly leaves?: (
    subject: Subject<Inputs>,
  ) => readonly { readonly type: string; readonly name: string; readonly inputs: Properties }[];
  /**
   * The id that `pulumi import` takes, if inputs and account determine it: `({ name }) => name`. Undefined if an
   * input is missing. `state pending` suggests it for a resource whose creation was interrupted.
   */
  readonly importId?: (
    inputs: Readonly<Record<string, string | undefined>>,
    accountId: string | undefined,
    /** The partition of AWS, such as `aws-cn`. */
    partition: string,
  ) => string | undefined;
  /** The error if a resource with the id exists. Default: an error with type, name and id. */
  readonly alreadyExists?: (subject: Subject<Inputs>) => string;
  /**
   * Carries out a creation or an update that the provider itself does in several steps, as Helm does. If the provider ends in
   * between, what it recorded stays. Default: one step.
   */
  readonly inSteps?: (operation: Stepped) => Promise<CloudResource>;
  /** The id in the cloud. Default: the import id, else a generated id of the type's name and 17 hexadecimal digits. */
  readonly id?: "generated" | ((subject: NewSubject<Inputs>) => string);
  /** Inputs that the cloud sets if the program does not. */
  readonly defaults?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Inputs to which the cloud adds parts, such as the security group in a cluster's `vpcConfig`. */
  readonly completes?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Inputs that the provider may leave out of its request, and the value that the resource then has. Undefined: the input's. */
  readonly leftOut?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Outputs that the cloud computes: all outputs of the type that are not inputs. */
  readonly outputs: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Outputs that an update may change, so that a preview must show them as unknown. */
  readonly volatile?: readonly string[];
  /** Properties that hold secrets, whether or not the program marks them. No command prints them. */
  readonly secrets?: readonly string[];
  /** Inputs, by path, that the plan prints beside the name. Default: none. */
  readonly summary?: readonly string[];
  /** Typical durations, or a function if they depend on the inputs. */
  readonly seconds: Seconds | ((inputs: Inputs) => Seconds);
  /** What is billed, or why nothing is. */
  readonly price: Billing<Inputs>;
  /** Required orders that no input expresses. Each `dependsOn` of the program must correspond to one. */
  readonly after?: readonly RequiredOrder[];
}

type OutputNames<R> = {
  [K in keyof R]: R[K] extends pulumi.Output<unknown> | undefined ? K : never;
}[keyof R];
type ComputedNames<R, Args> = Extract<Exclude<OutputNames<R>, keyof Args | "urn" | "id">, string>;
type InputName<Args> = Extract<keyof Args, string>;
type InputPath<Args> = InputName<Args> | `${InputName<Args>}.${string}`;

/** The plain values of a resource's arguments. */
export type Plain<Args> = { readonly [K in keyof Args]: pulumi.Unwrap<Args[K]> };

type Computed<Args, Names extends string> = {
  readonly [K in Names]: (subject: Subject<Plain<Args>>) => unknown;
};

type Checked =
  | "replaceOn"
  | "replaceWhen"
  | "notApplied"
  | "comparedWithState"
  | "unique"
  | "importId"
  | "defaults"
  | "completes"
  | "leftOut"
  | "outputs"
  | "secrets"
  | "summary";

/**
 * An entry that the compiler checks against the SDK's types. It rejects inputs and outputs that the type does not have, and
 * requires all outputs that only the cloud knows: an output that is missing from the state would be unknown in all later
 * previews.
 */
export interface TypedResourceType<R, Args> extends Omit<ResourceType<Plain<Args>>, Checked> {
  readonly replaceOn?: readonly InputPath<Args>[];
  readonly replaceWhen?: Readonly<Partial<Record<InputPath<Args>, ReplacedBy>>>;
  readonly notApplied?: Partial<Record<InputName<Args>, (earlier: unknown, later: unknown) => boolean>>;
  readonly comparedWithState?: Partial<Record<InputName<Args>, ComparedWithState>>;
  readonly unique?: readonly InputName<Args>[];
  readonly importId?: (
    inputs: Texts<InputName<Args>>,
    accountId: string | undefined,
    partition: string,
  ) => string | undefined;
  readonly defaults?: Partial<Computed<Args, InputName<Args>>>;
  readonly completes?: Partial<Computed<Args, InputName<Args>>>;
  readonly leftOut?: Partial<Computed<Args, InputName<Args>>>;
  readonly outputs: Computed<Args, ComputedNames<R, Args>>;
  readonly secrets?: readonly (InputName<Args> | ComputedNames<R, Args>)[];
  readonly summary?: readonly InputPath<Args>[];
}

/** Declares the entry of the SDK class `R` with the arguments `Args`. */
export function defineType<R, Args>(known: TypedResourceType<R, Args>): ResourceType {
  // The registry stores the entries of all types together. The functions of an entry are called with inputs of its type only.
  return known as ResourceType<never> as ResourceType;
}
