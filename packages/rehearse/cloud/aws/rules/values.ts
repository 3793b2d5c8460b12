/** Constraints of single inputs that AWS's documentation states and its resource schemas do not have. */
import { isProperties } from "../../paths";
import type { Properties } from "../../resource-type";
import type { Schema } from "../schemas/data";
import { allowedInstead } from "../schemas/values";
import { documentedValues } from "./documented-values";
import { wrong } from "./messages";

const isSecret = (path: string) => /password|secret|token|privatekey/i.test(path);

/** Why the documentation refuses single values. */
export function valueProblems(type: string, inputs: Properties): readonly string[] {
  const table = documentedValues[type];
  if (!table) return [];
  return Object.entries(table.values).flatMap(([path, constraint]) =>
    valuesAt(inputs, path.split("."), "").flatMap(([place, value]) => {
      const allowed = allowedValue(value, constraint);
      const shown = isSecret(place) ? "a secret" : value;
      return allowed === undefined ? [] : [wrong(place, shown, allowed, constraint.source ?? table.source)];
    }),
  );
}

function allowedValue(value: unknown, constraint: Schema): string | undefined {
  if (Array.isArray(value)) {
    const { maxItems = value.length } = constraint;
    return value.length > maxItems ? `at most ${maxItems} items are allowed` : undefined;
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const numeric = constraint.minimum !== undefined || constraint.maximum !== undefined;
  return allowedInstead(value, { type: numeric ? "integer" : "string", ...constraint });
}

/** The values at a path such as `taints[].effect`, each with its place: `taints[0].effect`. */
function valuesAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  place: string,
): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (step === undefined) return [[place, value]];
  const list = step.endsWith("[]");
  const name = list ? step.slice(0, -2) : step;
  const next = isProperties(value) ? value[name] : undefined;
  const at = place === "" ? name : `${place}.${name}`;
  if (!list) return valuesAt(next, rest, at);
  return (Array.isArray(next) ? next : []).flatMap((item, index) => valuesAt(item, rest, `${at}[${index}]`));
}
