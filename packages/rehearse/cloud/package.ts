import type { Cloud } from "./cloud";
import type { Construct } from "./component";
import type { LatePermissions } from "./late-permissions";
import type { Properties, RequiredOrder, ResourceType, Subject } from "./resource-type";

/** Why the cloud refuses the inputs of a type, whether or not the type has an entry here. Empty if it accepts them. */
export type InputCheck = (
  type: string,
  inputs: Properties,
  known: ResourceType | undefined,
  /** The date, as `YYYY-MM-DD`: an old list of values is not complete. */
  today: string,
) => readonly string[];

/** Why the cloud refuses the inputs of a type, related to each other or to other resources, with or without an entry here. */
export type Rule = (subject: Subject<Properties>) => readonly string[];

/** What the cloud refuses of a resource, and what the simulation cannot judge about it. */
export interface Judgement {
  readonly problems: readonly string[];
  readonly notChecked: readonly string[];
}

/** Judges a resource by what the stack's region offers and by the age of the data, with or without an entry here. */
export type Judge = (type: string, subject: Subject<Properties>) => Judgement;

/** Computes the result of one data source. */
export type DataSource = (inputs: Properties, cloud: Cloud) => Properties;

/** The entry of a package's provider resource, such as `pulumi:providers:aws`. */
export interface ProviderType {
  /** Inputs that the plan prints beside the name. Default: none. */
  readonly summary?: readonly string[];
  /** Required dependencies that no input expresses. */
  readonly after?: readonly RequiredOrder[];
}

/** The entries of one or more Pulumi packages, by token. A project adds its own in `types` of `rehearse.config.ts`. */
export interface Package {
  /** By type token: `aws:ec2/vpc:Vpc`. */
  readonly resources: Readonly<Record<string, ResourceType>>;
  /** Data sources, by function token: `aws:ec2/getPrefixList:getPrefixList`. */
  readonly functions?: Readonly<Record<string, DataSource>>;
  /** Components that are implemented in another language, by type token: `awsx:ec2:Vpc`. */
  readonly components?: Readonly<Record<string, Construct>>;
  /** By the name of the package, such as `aws`. */
  readonly providers?: Readonly<Record<string, ProviderType>>;
  /** What a Pulumi package's cloud refuses for all its types, by the package's name: `aws`. */
  readonly inputChecks?: Readonly<Record<string, InputCheck>>;
  /** Judges resources of all types of a Pulumi package, by the package's name: `aws`. */
  readonly judges?: Readonly<Record<string, Judge>>;
  /** The permissions of a Pulumi package's types that take effect late, by the package's name: `aws`. */
  readonly latePermissions?: Readonly<Record<string, LatePermissions>>;
  /** The inputs that a Pulumi package's SDK requires of a type, by the package's name: `aws`. */
  readonly requiredInputs?: Readonly<Record<string, (type: string) => readonly string[]>>;
  /** Rules by type token. A type without an entry has them as well. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** The npm package of each Pulumi package's SDK, by the Pulumi package's name. Default: `@pulumi/NAME`. */
  readonly sdks?: Readonly<Record<string, string>>;
}
