import { knownTypes } from "../cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";
import type { Seconds } from "../cloud/resource-type";

const atOnce: Seconds = { create: 0, delete: 0 };

/**
 * The typical duration of a resource, and its source. Components and providers take no time.
 *
 * @param types the registry of resource types. Default: the built-in types
 */
export function durationOf(
  { type, custom, inputs }: Pick<EvaluatedResource, "type" | "custom" | "inputs">,
  types: Registry = knownTypes,
): Seconds {
  if (!custom || types.component(type) || type.startsWith("pulumi:")) return atOnce;
  const { seconds } = types.resourceType(type);
  return typeof seconds === "function" ? seconds(inputs) : seconds;
}
