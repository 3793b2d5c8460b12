/** Constraints of single inputs that AWS's documentation states and its resource schemas do not have. */
import { isProperties } from "../../paths";
import type { Properties } from "../../resource-type";
import { isOld } from "../offers/age";
import type { Schema } from "../schemas/data";
import { allowedInstead, isUnlisted } from "../schemas/values";
import { documentedValues } from "./documented-values";
import { wrong } from "./messages";

const isSecret = (path: string) => /password|secret|token|privatekey/i.test(path);

/** The day on which the documentation was read. */
const read = "2026-11-26";

/** Why the documentation refuses single values. */
export function valueProblems(type: string, inputs: Properties, today: string): readonly string[] {
  const table = documentedValues[type];
  if (!table) return [];
  return Object.entries(table.values).flatMap(([path, constraint]) =>
    valuesAt(inputs, path.split("."), "").flatMap(([place, value]) => {
      const { enum: _, ...known } = constraint;
      // AWS may have added the value to a list that is old.
      const allowed = allowedValue(value, isOld(read, today) ? known : constraint);
      const shown = isSecret(place) ? "a secret" : value;
      return allowed === undefined ? [] : [wrong(place, shown, allowed, constraint.source ?? table.source)];
    }),
  );
}

/** The inputs whose values are not in a list that is too old to refuse them. */
export function agedNames(type: string, inputs: Properties, today: string): readonly string[] {
  const table = documentedValues[type];
  if (!table || !isOld(read, today)) return [];
  return Object.entries(table.values).flatMap(([path, constraint]) =>
    valuesAt(inputs, path.split("."), "").flatMap(([place, value]) =>
      isListed(value, constraint)
        ? []
        : [`${place}: the list of its values is from ${read}, and AWS may have added this one`],
    ),
  );
}

const isListed = (value: unknown, { enum: names }: Schema) =>
  typeof value !== "string" || !isUnlisted(value, names ? { enum: names } : {});

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
