import { newCloud } from "../cloud";
import { components } from "../cloud/awsx";
import type { Seconds } from "../cloud/behaviour";
import type { EvaluatedResource } from "../cloud/evaluation";

const cloud = newCloud();
const atOnce: Seconds = { create: 0, delete: 0 };

/** How long a resource typically takes, and where that is from. Components and providers take no time. */
export function durationOf({
  type,
  custom,
  inputs,
}: Pick<EvaluatedResource, "type" | "custom" | "inputs">): Seconds {
  if (!custom || type in components || type.startsWith("pulumi:")) return atOnce;
  const { seconds } = cloud.behaviour(type);
  return typeof seconds === "function" ? seconds(inputs) : seconds;
}
