import { aws } from "./aws";
import { awsx } from "./awsx";
import { Cloud } from "./cloud";
import { kubernetes } from "./kubernetes";
import type { Package } from "./package";
import { random } from "./random";
import { Registry } from "./registry";

const builtIn: readonly Package[] = [aws, awsx, kubernetes, random];

/** What is known without any additions of a project. */
export const knownTypes = new Registry(builtIn);

/** What is known together with the types that a project adds. */
export function registryWith(types: readonly Package[]): Registry {
  return new Registry([...builtIn, ...types]);
}

/**
 * A new, empty cloud.
 *
 * @param types resource types besides the built-in ones. Default: none
 */
export function newCloud({ types = [] }: { readonly types?: readonly Package[] | undefined } = {}): Cloud {
  return new Cloud(registryWith(types));
}
