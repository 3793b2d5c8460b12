import { aws } from "./aws";
import { awsx } from "./awsx";
import { Cloud } from "./cloud";
import type { Existing } from "./existing";
import { kubernetes } from "./kubernetes";
import type { Package } from "./package";
import { random } from "./random";
import { Registry } from "./registry";

const builtIn: readonly Package[] = [aws, awsx, kubernetes, random];

/** The registry of the built-in types. */
export const knownTypes = new Registry(builtIn);

/** Creates a registry of the built-in types and the types that a project adds. */
export function registryWith(types: readonly Package[]): Registry {
  return new Registry([...builtIn, ...types]);
}

/**
 * Creates an empty cloud.
 *
 * @param types resource types besides the built-in ones. Default: none
 * @param existing what exists in the account besides the resources of the stack. Default: nothing
 * @param today the date with which it compares support dates, as `YYYY-MM-DD`. Default: `GROUNDWORK_TODAY`, or the clock's
 */
export function newCloud({
  types = [],
  existing,
  today,
}: {
  readonly types?: readonly Package[] | undefined;
  readonly existing?: Existing | undefined;
  readonly today?: string | undefined;
} = {}): Cloud {
  return new Cloud(registryWith(types), today, existing);
}
