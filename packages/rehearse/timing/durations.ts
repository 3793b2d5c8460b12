import { newCloud } from "../../simulation";
import { components } from "../../simulation/awsx";
import type { Seconds } from "../../simulation/behaviour";
import type { EvaluatedResource } from "../../simulation/evaluation";

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
