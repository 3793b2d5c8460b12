/** The form of the messages of all rules: the input, what was given, what is allowed, and the page that says so. */
import type { Properties, Subject } from "../../resource-type";

/** The pages of AWS's documentation. */
export const docs = "https://docs.aws.amazon.com";

/** One condition of a rule: the problem, or a falsy value if there is none. */
export type Condition = string | false | undefined | "";

/** `iops is 12000; nothing is allowed below 400 GiB of gp3 (https://…)`. */
export function wrong(input: string, given: unknown, allowed: string, source: string): string {
  const text = typeof given === "string" ? `"${given}"` : JSON.stringify(given);
  const short = text !== undefined && text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return given === undefined
    ? `${input} is missing; ${allowed} (${source})`
    : `${input} is ${short}; ${allowed} (${source})`;
}

/** The problems among conditions. */
export const problemsOf = (...conditions: readonly Condition[]): string[] =>
  conditions.filter((each): each is string => typeof each === "string" && each !== "");

/** The object at an input; empty for anything else. */
export const objectAt = (value: unknown): Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};

/** The objects of a list; empty for anything else. */
export const objectsAt = (value: unknown): Properties[] => (Array.isArray(value) ? value : []).map(objectAt);

/** The texts of a list; empty for anything else. */
export const textsAt = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === "string");

/** Whether a value is text or a list with something in it. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

/** JSON in an input, which a program can give as text or as an object; undefined if it cannot be read. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Other resources of a type, without the one that is created or updated. */
export const others = ({ cloud, id }: Subject<Properties>, type: string) =>
  cloud.list(type).filter((other) => other.id !== id);

/** The resource with these inputs before an update; undefined at a creation. */
export const before = ({ cloud, id }: Subject<Properties>, type: string) => cloud.find(type, id)?.outputs;
