/** Checks one text, number or boolean against the schema of its property. */
import type { Schema } from "./data";

const patterns = new Map<string, RegExp | undefined>();

/** Why AWS refuses a value: what is allowed, or undefined if it accepts the value. */
export function allowedInstead(value: string | number | boolean, schema: Schema): string | undefined {
  const types = [schema.type ?? []].flat();
  const number = types.includes("integer") || types.includes("number");
  const text = types.includes("string");
  // Terraform sends no empty text: it stands for an input that is not set.
  if (value === "") return undefined;
  return (
    notListed(value, schema) ??
    (number && !text && typeof value !== "boolean" ? outOfRange(Number(value), schema, types) : undefined) ??
    (text && typeof value !== "boolean" ? wrongText(String(value), schema) : undefined)
  );
}

/** Whether a list has other values than this one. */
export const isUnlisted = (value: string | number | boolean, schema: Schema): boolean =>
  value !== "" && notListed(value, schema) !== undefined;

function notListed(value: string | number | boolean, schema: Schema): string | undefined {
  if (typeof value === "boolean") return undefined;
  const exact = schema.enum?.map(String);
  const anyCase = schema.enumCaseInsensitive?.map(String);
  const listed = exact?.includes(String(value)) ?? true;
  const listedInAnyCase = anyCase?.some((each) => each.toLowerCase() === String(value).toLowerCase()) ?? true;
  return listed && listedInAnyCase ? undefined : `${(exact ?? anyCase ?? []).join(", ")} are allowed`;
}

function outOfRange(value: number, schema: Schema, types: readonly string[]): string | undefined {
  const { minimum, maximum } = schema;
  // The provider takes some numbers as text, such as a date, and converts them.
  if (Number.isNaN(value)) return undefined;
  if (!types.includes("number") && !Number.isInteger(value)) return "a whole number is allowed";
  const outside = value < (minimum ?? value) || value > (maximum ?? value);
  return outside ? `${range(minimum, maximum)} ${plural(minimum, maximum)} allowed` : undefined;
}

function wrongText(value: string, { minLength, maxLength, pattern, inWords }: Schema): string | undefined {
  const length = [...value].length;
  if (length < (minLength ?? 0) || length > (maxLength ?? length))
    return `it has ${length} characters, and ${range(minLength, maxLength)} are allowed`;
  const allowedText = inWords ? `${inWords} are allowed` : `text that matches ${pattern} is allowed`;
  const expression = pattern === undefined ? undefined : patternOf(pattern);
  return expression && !expression.test(value) ? allowedText : undefined;
}

function range(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `at most ${to}`;
  return to === undefined ? `at least ${from}` : from === to ? `${from}` : `${from} to ${to}`;
}

const plural = (from: number | undefined, to: number | undefined) =>
  from === undefined || to === undefined || from === to ? "is" : "are";

/** A pattern of the schemas, which are for Python and Java; undefined for one that JavaScript cannot read. */
function patternOf(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern))
    patterns.set(pattern, compile(pattern.replaceAll(/\\[Zz]/g, "$").replaceAll("\\A", "^")));
  return patterns.get(pattern);
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Without the flag u, JavaScript accepts escapes that it does not need.
    }
  }
  return undefined;
}
