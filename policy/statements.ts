/** Reads IAM's policy documents, in all the shapes in which IAM takes them. */
import { isProperties, type Properties, UNKNOWN } from "./properties";

/** One statement, with lists for what may be single. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Who is meant, `*` being everyone; empty in a policy of an identity. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  /** By operator in lower case (`bool`), then by key in lower case (`aws:securetransport`). */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * The statements of a document: JSON or a map. None when a preview does not know it: the engine asks again during the
 * update, before anything is made. One that is no JSON is none either; AWS refuses it.
 */
export function statementsOf(document: unknown): Statement[] {
  return listOf(part(parsed(document), "statement"))
    .filter(isProperties)
    .map((statement) => ({
      effect: String(part(statement, "effect")),
      actions: texts(part(statement, "action")),
      notActions: texts(part(statement, "notaction")),
      resources: texts(part(statement, "resource")),
      notResources: texts(part(statement, "notresource")),
      principals: principalsOf(part(statement, "principal")),
      notPrincipals: principalsOf(part(statement, "notprincipal")),
      conditions: conditionsOf(part(statement, "condition")),
    }));
}

/** Whether an action, as IAM matches it, takes in another: `s3:*` does so for `s3:GetObject`. */
export function covers(pattern: string, action: string): boolean {
  const expression = pattern
    .split("")
    .map((letter) =>
      letter === "*" ? ".*" : letter === "?" ? "." : letter.replace(/[^a-z0-9]/i, (other) => `\\${other}`),
    )
    .join("");
  return new RegExp(`^${expression}$`, "i").test(action);
}

/** Whether a statement refuses everyone who comes without TLS, for all of the given actions. */
export function refusesPlainHttp(statement: Statement, actions: readonly string[]): boolean {
  const { effect, principals, conditions } = statement;
  return (
    effect === "Deny" &&
    principals.includes("*") &&
    (conditions.bool?.["aws:securetransport"] ?? []).includes("false") &&
    Object.keys(conditions).length === 1 &&
    Object.keys(conditions.bool ?? {}).length === 1 &&
    actions.every((action) => statement.actions.some((pattern) => covers(pattern, action)))
  );
}

function parsed(document: unknown): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

/** A part by its name in lower case. */
function part(value: unknown, name: string): unknown {
  if (!isProperties(value)) return undefined;
  const key = Object.keys(value).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : value[key];
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}

function texts(value: unknown): string[] {
  return listOf(value)
    .filter((each) => each !== UNKNOWN)
    .map(String);
}

/** `"*"`, `{ AWS: "*" }` and `{ AWS: ["…", "*"] }` all mean everyone. */
function principalsOf(value: unknown): string[] {
  return isProperties(value) ? Object.values(value).flatMap(texts) : texts(value);
}

function conditionsOf(value: unknown): Statement["conditions"] {
  const lower = <T>(map: Properties, read: (inner: unknown) => T) =>
    Object.fromEntries(Object.entries(map).map(([key, inner]) => [key.toLowerCase(), read(inner)]));
  return isProperties(value)
    ? lower(value, (keys) => (isProperties(keys) ? lower(keys, (given) => texts(given)) : {}))
    : {};
}
