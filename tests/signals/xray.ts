/** The part of X-Ray's filter expressions that the runbooks use. */

/** An expression that was read. */
export interface Expression {
  readonly service: string;
  readonly annotations: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Reads `service("NAME") { fault }` or `{ responsetime > SECONDS }`, and ` AND annotation[NAME] = "VALUE"`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 *
 * @throws Error for what it does not know
 */
export function readExpression(text: string): Expression {
  const [first = "", ...others] = text.split(" AND ");
  const [, service] =
    /^service\("([\w-]+)"\) \{ (?:fault|responsetime > \d+(?:\.\d+)?) \}$/.exec(first) ?? [];
  if (service === undefined) throw new Error(`an expression that this test does not know: ${text}`);
  return { service, annotations: others.map(readAnnotation) };
}

function readAnnotation(text: string) {
  const [, name, value] = /^annotation\[([\w.]+)\] = "([^"]*)"$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Error(`a condition that this test does not know: ${text}`);
  return { name, value };
}
