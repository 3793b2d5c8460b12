/** Checks the objectives of an application. */
import type { ApplicationSpec, ServiceObjectives } from "./spec";

/** A field that is wrong: its name and value, and what is allowed. */
type Wrong = readonly [field: string, value: unknown, allowed: string];

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Lists what is wrong with the objectives. The type excludes objectives without a port; a program in JavaScript, or a cast, does not. */
export function checkObjectives({ objectives, port }: ApplicationSpec): readonly Wrong[] {
  if (objectives === undefined) return [];
  if (port === undefined)
    return [
      ["objectives", JSON.stringify(objectives), "no objectives without a port: they are about requests"],
    ];
  const { latencyMs, latencyMethods = [] } = objectives;
  return [
    ...checkPercent(objectives, "availabilityPercent"),
    ...checkPercent(objectives, "latencyPercent"),
    ...wrong(
      latencyMs >= 1 && latencyMs <= 60_000,
      "objectives.latencyMs",
      latencyMs,
      "a number from 1 to 60000, which is a bound of the application's histogram",
    ),
    ...latencyMethods.flatMap((method) =>
      wrong(methods.includes(method), "objectives.latencyMethods", method, `some of ${methods.join(", ")}`),
    ),
  ];
}

/** The limits of the gallery's objectives, for the reasons in settings/values.ts. */
function checkPercent(
  objectives: ServiceObjectives,
  field: "availabilityPercent" | "latencyPercent",
): readonly Wrong[] {
  const value = objectives[field];
  return wrong(value >= 95 && value <= 99.99, `objectives.${field}`, value, "a number from 95 to 99.99");
}

const wrong = (isRight: boolean, ...problem: Wrong): readonly Wrong[] => (isRight ? [] : [problem]);
