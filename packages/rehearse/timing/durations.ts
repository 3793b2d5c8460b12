import { knownTypes } from "../cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";
import type { Seconds } from "../cloud/resource-type";

const atOnce: Seconds = { create: 0, delete: 0 };

/**
 * How long a resource typically takes, and where that is from. Components and providers take no time.
 *
 * @param types what is known about resource types. Default: the built-in ones
 */
export function durationOf(
  { type, custom, inputs }: Pick<EvaluatedResource, "type" | "custom" | "inputs">,
  types: Registry = knownTypes,
): Seconds {
  if (!custom || types.component(type) || type.startsWith("pulumi:")) return atOnce;
  const { seconds } = types.resourceType(type);
  return typeof seconds === "function" ? seconds(inputs) : seconds;
}
