/**
 * The AWS API calls that the provider makes for a resource, as IAM actions. Creating, updating and deleting also make the calls
 * of `read`, to wait for the result.
 */
export interface Calls {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

export const OPERATIONS = ["create", "read", "update", "delete"] as const;

/** Calls of each operation, separated by spaces: `CreateVpc`, or with another service `iam:PassRole`. */
type CallsText = Readonly<Record<(typeof OPERATIONS)[number], string>>;

/** Creates an entry of the table. Actions without a service belong to the given one. */
export function callsOf(service: string, text: CallsText): Calls {
  const parse = (line: string) =>
    line
      .split(/\s+/)
      .filter((word) => word !== "")
      .map((word) => (word.includes(":") ? word : `${service}:${word}`));
  return {
    create: parse(text.create),
    read: parse(text.read),
    update: parse(text.update),
    delete: parse(text.delete),
  };
}

/** Calls by the token of the resource type. */
export type CallsByType = Readonly<Record<string, Calls>>;
