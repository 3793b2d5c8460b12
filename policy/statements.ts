/** Parses IAM policy documents in all forms that IAM accepts. */
import { isProperties, type Properties, UNKNOWN } from "./properties";

/** A statement. Single values are converted to lists. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Principals; `*` is everyone. Empty in an identity-based policy. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  /** By operator in lower case (`bool`), then by key in lower case (`aws:securetransport`). */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * Parses the statements of a document, which is JSON or a map. Returns none if a preview does not know the document: the
 * engine checks it again during the update, before it creates the resource. Invalid JSON has no statements; AWS rejects it.
 */
export function parseStatements(document: unknown): Statement[] {
  return toList(getPart(parseJson(document), "statement"))
    .filter(isProperties)
    .map((statement) => ({
      effect: String(getPart(statement, "effect")),
      actions: toStrings(getPart(statement, "action")),
      notActions: toStrings(getPart(statement, "notaction")),
      resources: toStrings(getPart(statement, "resource")),
      notResources: toStrings(getPart(statement, "notresource")),
      principals: parsePrincipals(getPart(statement, "principal")),
      notPrincipals: parsePrincipals(getPart(statement, "notprincipal")),
      conditions: parseConditions(getPart(statement, "condition")),
    }));
}

/** Whether a pattern matches an action, as in IAM: `s3:*` matches `s3:GetObject`. */
function matchesAction(pattern: string, action: string): boolean {
  const expression = pattern
    .split("")
    .map((letter) =>
      letter === "*" ? ".*" : letter === "?" ? "." : letter.replace(/[^a-z0-9]/i, (other) => `\\${other}`),
    )
    .join("");
  return new RegExp(`^${expression}$`, "i").test(action);
}

/** Whether a statement denies all of the given actions to all principals without TLS. */
export function deniesPlainHttp(statement: Statement, actions: readonly string[]): boolean {
  const { effect, principals, conditions } = statement;
  return (
    effect === "Deny" &&
    principals.includes("*") &&
    (conditions.bool?.["aws:securetransport"] ?? []).includes("false") &&
    Object.keys(conditions).length === 1 &&
    Object.keys(conditions.bool ?? {}).length === 1 &&
    actions.every((action) => statement.actions.some((pattern) => matchesAction(pattern, action)))
  );
}

function parseJson(document: unknown): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

/** Returns a part of a document by its lower-case name. */
function getPart(value: unknown, name: string): unknown {
  if (!isProperties(value)) return undefined;
  const key = Object.keys(value).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : value[key];
}

function toList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}

function toStrings(value: unknown): string[] {
  return toList(value)
    .filter((each) => each !== UNKNOWN)
    .map(String);
}

/** Lists principals: `"*"`, `{ AWS: "*" }` and `{ AWS: ["…", "*"] }` all contain everyone. */
function parsePrincipals(value: unknown): string[] {
  return isProperties(value) ? Object.values(value).flatMap(toStrings) : toStrings(value);
}

function parseConditions(value: unknown): Statement["conditions"] {
  const lower = <T>(map: Properties, read: (inner: unknown) => T) =>
    Object.fromEntries(Object.entries(map).map(([key, inner]) => [key.toLowerCase(), read(inner)]));
  return isProperties(value)
    ? lower(value, (keys) => (isProperties(keys) ? lower(keys, (given) => toStrings(given)) : {}))
    : {};
}
