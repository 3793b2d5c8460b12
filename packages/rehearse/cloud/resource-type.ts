import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "./cloud";

/** A bag of plain property values: no Outputs, no secrets' wrappers. */
export type Properties = Record<string, unknown>;

/** What a behaviour's functions may look at. */
export interface Subject<Inputs> {
  /** The id that the cloud gave the resource. */
  readonly id: string;
  /** The resource's logical name in the program. */
  readonly name: string;
  readonly inputs: Inputs;
  readonly cloud: Cloud;
  /** Tells places with the same names apart, such as two clusters; empty where there is only one. */
  readonly scope: string;
}

/** A property of another resource that an input must equal. */
export interface Reference {
  /** Type token of the resource that must exist. */
  readonly type: string;
  /** The target's property that the input names. Default: its id. */
  readonly by?: string;
  /** True where the cloud refuses to delete the target while this resource exists. Default: false. */
  readonly holds?: boolean;
  /** Values that need no target, such as policies that AWS manages. */
  readonly except?: (value: string) => boolean;
}

/** How a resource type is named when the program does not. */
export interface AutoName {
  /** Path of the input: `name`, `metadata.name`. */
  readonly property: string;
  readonly maxLength: number;
  readonly prefix?: string;
  /** What of the inputs changes a made name: those that replace the resource. Default: none. */
  readonly content?: (inputs: Properties) => string;
  /** What the provider notes in the inputs about a name that it made. Default: nothing. */
  readonly mark?: (inputs: Properties) => Properties;
}

/** How one resource type behaves in the simulated cloud. */
export interface Behaviour<Inputs = Properties> {
  /** Inputs, or parts of them (`metadata.name`), whose change replaces the resource. */
  readonly replaceOn?: readonly string[];
  /** Whether the provider deletes the old resource before it creates one with these inputs. Default: it does not. */
  readonly deleteBeforeReplace?: boolean | ((inputs: Properties) => boolean);
  /** The input that Pulumi fills with a unique name when the program gives none, and how long it may be. */
  readonly autoName?: AutoName;
  /** Inputs by which the cloud tells resources of this type apart; a second one with the same values is refused. */
  readonly unique?: readonly string[];
  /** Inputs that must name existing resources, by path: `vpcConfig.subnetIds[]`. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Why the cloud refuses these inputs; an empty list where it does not. */
  readonly refuse?: (subject: Subject<Inputs>) => readonly string[];
  /** Why the cloud refuses to delete the resource as it stands. */
  readonly refuseDelete?: (subject: Subject<Inputs>) => readonly string[];
  /** What the cloud changes in other resources of the type when it updates this one; asked before the update. */
  readonly carriesAlong?: (
    subject: Subject<Inputs>,
  ) => readonly { readonly id: string; readonly change: Properties }[];
  /** The id; by default a type-like prefix and 17 hexadecimal digits. */
  readonly id?: (subject: Omit<Subject<Inputs>, "id">) => string;
  /** Inputs that the cloud fills in when the program leaves them out. */
  readonly defaults?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Inputs to which the cloud adds parts of its own, such as the security group in a cluster's `vpcConfig`. */
  readonly completes?: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** What only the cloud knows: every output of the type that is not an input. */
  readonly outputs: Readonly<Record<string, (subject: Subject<Inputs>) => unknown>>;
  /** Outputs that an update may change, so that a preview must call them unknown. */
  readonly volatile?: readonly string[];
  /** How long it typically takes; by the inputs where they decide. */
  readonly seconds: Seconds | ((inputs: Inputs) => Seconds);
}

/** Typical durations in seconds, from the request until the provider goes on. Deleting takes 0 where nothing is said. */
export interface Seconds {
  readonly create: number;
  readonly update?: number;
  readonly delete?: number;
  /** Where the figures come from. Left out where all are below half a minute: those are estimates. */
  readonly source?: string;
}

/** How one data source answers. */
export type DataSource = (inputs: Properties, cloud: Cloud) => Properties;

/** Behaviours by type token, data sources by function token. */
export interface Package {
  readonly resources: Readonly<Record<string, Behaviour>>;
  readonly functions: Readonly<Record<string, DataSource>>;
}

type OutputNames<R> = {
  [K in keyof R]: R[K] extends pulumi.Output<unknown> | undefined ? K : never;
}[keyof R];
type ComputedNames<R, Args> = Extract<Exclude<OutputNames<R>, keyof Args | "urn" | "id">, string>;
type InputName<Args> = Extract<keyof Args, string>;

/** The plain values of a resource's arguments. */
export type Plain<Args> = { readonly [K in keyof Args]: pulumi.Unwrap<Args[K]> };

/**
 * A behaviour held against the SDK's own types: the compiler refuses an input or output that the type does
 * not have, and asks for every output that the cloud alone knows (one missing from the state would be unknown
 * in every later preview).
 */
interface TypedBehaviour<R, Args>
  extends Omit<Behaviour<Plain<Args>>, "replaceOn" | "defaults" | "completes" | "outputs"> {
  readonly replaceOn?: readonly InputName<Args>[];
  readonly defaults?: { readonly [K in InputName<Args>]?: (subject: Subject<Plain<Args>>) => unknown };
  readonly completes?: { readonly [K in InputName<Args>]?: (subject: Subject<Plain<Args>>) => unknown };
  readonly outputs: { readonly [K in ComputedNames<R, Args>]: (subject: Subject<Plain<Args>>) => unknown };
}

/** Declares how the SDK class `R` with arguments `Args` behaves. */
export function behaves<R, Args>(behaviour: TypedBehaviour<R, Args>): Behaviour {
  // The table stores all types alike; each behaviour only ever sees inputs of its own type.
  return behaviour as Behaviour<never> as Behaviour;
}
