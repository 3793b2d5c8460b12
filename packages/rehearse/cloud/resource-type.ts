import type * as pulumi from "@pulumi/pulumi";
import type { Billing } from "./billing";
import type { Cloud } from "./cloud";

/** Plain property values: no Outputs, no wrappers of secrets. */
export type Properties = Record<string, unknown>;

/** What the functions of an entry get. */
export interface Subject<Inputs> {
  /** The id that the cloud gave the resource. */
  readonly id: string;
  /** The resource's logical name in the program. */
  readonly name: string;
  readonly inputs: Inputs;
  readonly cloud: Cloud;
  /** Separates places that use the same names, such as two clusters; empty where there is only one. */
  readonly scope: string;
}

/** A property of another resource that an input must equal. */
export interface Reference {
  /** Type token of the resource that must exist. */
  readonly type: string;
  /** The target's property that the input names. Default: its id. */
  readonly by?: string;
  /** True where the cloud refuses to delete the target while this resource exists. Default: false. */
  readonly blocksDeletion?: boolean;
  /** Values that need no target, such as policies that AWS manages. */
  readonly except?: (value: string) => boolean;
}

/** How a resource type is named when the program gives no name. */
export interface AutoName {
  /** Path of the input: `name`, `metadata.name`. */
  readonly property: string;
  readonly maxLength: number;
  readonly prefix?: string;
  /** The part of the inputs that changes a generated name: the inputs that replace the resource. Default: none. */
  readonly content?: (inputs: Properties) => string;
  /** What the provider notes in the inputs about a name that it generated. Default: nothing. */
  readonly mark?: (inputs: Properties) => Properties;
}

/** Typical durations in seconds, from the request until the provider continues. Default of `delete`: 0. */
export interface Seconds {
  readonly create: number;
  readonly update?: number;
  readonly delete?: number;
  /** Where the figures are from. Optional where all are below half a minute: those are estimates. */
  readonly source?: string;
}

/** An order that AWS, Kubernetes or a provider needs although no input enforces it. */
export interface RequiredOrder {
  /** Types that must be created before, and deleted after. */
  readonly first: readonly string[];
  readonly because: string;
  /** Where that is documented: an address, or a file of the project. */
  readonly source: string;
}

/** Inputs that are non-empty strings; the others are undefined. */
type Texts<Name extends string> = { readonly [K in Name]?: string | undefined };

/** Everything that is known about one resource type: how it behaves, what it costs, how long it takes, what it needs. */
export interface ResourceType<Inputs = Properties> {
  /** Inputs, or parts of them (`metadata.name`), whose change replaces the resource. */
  readonly replaceOn?: readonly string[];
  /** Whether the provider deletes the old resource before it creates one with these inputs. Default: false. */
  readonly deleteBeforeReplace?: boolean | ((inputs: Properties) => boolean);
  /** The input that Pulumi fills with a unique name when the program gives none. */
  readonly autoName?: AutoName;
  /** Inputs by which the cloud identifies resources of this type; a second one with the same values is refused. */
  readonly unique?: readonly string[];
  /** Inputs that must name existing resources, by path: `vpcConfig.subnetIds[]`. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Kubernetes: false for a kind whose objects do not lie in a namespace. Default: true. */
  readonly namespaced?: boolean;
  /** Why the cloud refuses these inputs; an empty list where it accepts them. */
  readonly refuse?: (subject: Subject<Inputs>) => readonly string[];
  /** Why the cloud refuses to delete the resource in its present state. */
  readonly refuseDelete?: (subject: Subject<Inputs>) => readonly string[];
  /** Changes that the cloud makes to other resources of the type when it updates this one; called before the update. */
  readonly updatesOthers?: (
    subject: Subject<Inputs>,
  ) => readonly { readonly id: string; readonly change: Properties }[];
  /** What the cloud creates when it deletes the resource, such as a final snapshot. It outlives the stack. */
  readonly leaves?: (
    subject: Subject<Inputs>,
  ) => readonly { readonly type: string; readonly name: string; readonly inputs: Properties }[];
  /**
   * The id that `pulumi import` takes, where inputs and account determine it: `({ name }) => name`. Undefined where an
   * input is missing. The state proposes it for a resource whose creation was interrupted.
   */
  readonly importId?: (
    inputs: Readonly<Record<string, string | undefined>>,
    accountId: string | undefined,
  ) => string | undefined;
  /** The id in the cloud. Default: the import id; without one, generated: the type's name and 17 hexadecimal digits. */
  readonly id?: "generated" | ((subject: Omit<Subject<Inputs>, "id">) => string);
  /** Inputs that the cloud fills in when the program leaves them out. */
  readonly defaults?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Inputs to which the cloud adds parts, such as the security group in a cluster's `vpcConfig`. */
  readonly completes?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** What the cloud computes: every output of the type that is not an input. */
  readonly outputs: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Outputs that an update may change, so that a preview must show them as unknown. */
  readonly volatile?: readonly string[];
  /** Properties that hold secrets, whether or not the program marks them. No command prints them. */
  readonly secrets?: readonly string[];
  /** Inputs, by path, that the plan prints beside the name. Default: none. */
  readonly summary?: readonly string[];
  /** How long it typically takes; a function where the inputs decide. */
  readonly seconds: Seconds | ((inputs: Inputs) => Seconds);
  /** What is billed, or why nothing is. */
  readonly price: Billing<Inputs>;
  /** What must be there first although no input names it. Every `dependsOn` of the program needs one of these. */
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
  | "unique"
  | "importId"
  | "defaults"
  | "completes"
  | "outputs"
  | "secrets"
  | "summary";

/**
 * An entry that the compiler checks against the SDK's types: it refuses an input or output that the type does not
 * have, and requires every output that only the cloud knows (one missing from the state would be unknown in every
 * later preview).
 */
export interface TypedResourceType<R, Args> extends Omit<ResourceType<Plain<Args>>, Checked> {
  readonly replaceOn?: readonly InputName<Args>[];
  readonly unique?: readonly InputName<Args>[];
  readonly importId?: (inputs: Texts<InputName<Args>>, accountId: string | undefined) => string | undefined;
  readonly defaults?: Partial<Computed<Args, InputName<Args>>>;
  readonly completes?: Partial<Computed<Args, InputName<Args>>>;
  readonly outputs: Computed<Args, ComputedNames<R, Args>>;
  readonly secrets?: readonly (InputName<Args> | ComputedNames<R, Args>)[];
  readonly summary?: readonly InputPath<Args>[];
}

/** Declares everything that is known about the SDK class `R` with the arguments `Args`. */
export function defineType<R, Args>(known: TypedResourceType<R, Args>): ResourceType {
  // The registry stores all types alike; the functions of an entry get inputs of that type only.
  return known as ResourceType<never> as ResourceType;
}
