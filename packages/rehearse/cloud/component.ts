import type { Properties } from "./resource-type";

/** A resource that a component has registered. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
  /** The resource as a value for the component's outputs. */
  readonly reference: unknown;
}

/** Registers a child of a component. The default parent is the component. */
export type Register = (child: {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly parent?: Registered;
  readonly dependsOn: readonly Registered[];
  /** What the simulation cannot judge about the child. */
  readonly notChecked?: readonly string[];
}) => Promise<Registered>;

/** Registers the children of a component, and returns the outputs of the component. */
export type Construct = (
  name: string,
  args: Properties,
  register: Register,
  region: string,
) => Promise<Properties>;
