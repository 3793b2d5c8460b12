/** What AWS's resource schemas refuse. */
import { isProperties } from "../../paths";
import type { Properties, ResourceType } from "../../resource-type";
import { isOld } from "../offers/age";
import { offersDate } from "../offers/data";
import { type ResourceSchema, requirement, type Schema } from "./data";
import { isUnmapped, itemsOf, type Pair, type Parts, pairsOf } from "./pairs";
import { allowedInstead, isUnlisted } from "./values";

/** What a check has looked at. */
export interface Checked {
  /** Whether AWS publishes a schema of the type. */
  readonly hasSchema: boolean;
  /** Why AWS refuses the inputs. */
  readonly problems: readonly string[];
  /** How many values were compared with a schema. */
  readonly checked: number;
  /** Paths of inputs that no schema describes, with the reason where one is known. */
  readonly notChecked: readonly { readonly path: string; readonly because: string | undefined }[];
}

/** Why AWS's schemas refuse these inputs; nothing for a type without a schema. */
export function schemaProblems(
  type: string,
  inputs: Properties,
  known: ResourceType | undefined,
  today: string,
): readonly string[] {
  return checkInputs(type, inputs, { secrets: known?.secrets ?? [], today }).problems;
}

/** What AWS's schemas cannot judge any more: values that AWS may have added to a list since the date of the schemas. */
export function agedValues(type: string, inputs: Properties, today: string): readonly string[] {
  if (!isOld(offersDate(), today)) return [];
  return checkInputs(type, inputs, { today })
    .notChecked.filter(({ because }) => because === tooOld)
    .map(({ path }) => `${path}: ${tooOld}`);
}

const tooOld = "the list of its values is more than a year old, and AWS may have added this one";

/**
 * Compares the inputs of a resource with the schema of its type.
 *
 * @param secrets inputs whose values no message may show
 * @param today the date; a value that a list of more than a year ago does not have is not checked. Default: the date of the schemas
 */
export function checkInputs(
  type: string,
  inputs: Properties,
  { secrets = [], today }: { readonly secrets?: readonly string[]; readonly today?: string } = {},
): Checked {
  const pairs = pairsOf(type);
  if (!pairs) {
    const because = "AWS publishes no schema for the type";
    return {
      hasSchema: false,
      problems: [],
      checked: 0,
      notChecked: Object.keys(inputs).map((path) => ({ path, because })),
    };
  }
  const check = new Check(pairs.root, pairs.name, secrets, today !== undefined && isOld(offersDate(), today));
  check.object(inputs, pairs, "");
  return check;
}

class Check implements Checked {
  readonly hasSchema = true;
  readonly problems: string[] = [];
  readonly notChecked: { path: string; because: string | undefined }[] = [];
  checked = 0;

  constructor(
    private readonly root: ResourceSchema,
    private readonly name: string,
    private readonly secrets: readonly string[],
    private readonly aged: boolean,
  ) {}

  object(value: Properties, { inputs, required }: Parts, place: string): void {
    const at = (name: string) => (place === "" ? name : `${place}.${name}`);
    for (const name of required.filter((each) => value[each] === undefined || value[each] === null))
      this.refuse(at(name), "is missing", "AWS requires it", inputs.get(name));
    for (const [name, given] of Object.entries(value)) {
      if (given === undefined || given === null) continue;
      const pair = inputs.get(name) ?? { because: undefined };
      if (isUnmapped(pair)) this.notChecked.push({ path: at(name), because: pair.because });
      else this.value(given, pair, at(name));
    }
  }

  private value(value: unknown, pair: Pair, path: string): void {
    const { schema } = pair;
    if (!Array.isArray(value)) {
      this.item(value, pair, itemsOf(schema, this.root), path);
      return;
    }
    if (schema.type === "array") this.size(value.length, pair, path);
    value.forEach((item, index) => {
      this.item(item, pair, itemsOf(schema, this.root), `${path}[${index}]`);
    });
  }

  private size(length: number, pair: Pair, path: string): void {
    const { minItems = 0, maxItems = length } = pair.schema;
    this.checked += 1;
    if (length >= minItems && length <= maxItems) return;
    const allowed = length > maxItems ? `at most ${maxItems}` : `at least ${minItems}`;
    this.refuse(path, `has ${length} items`, `${allowed} are allowed`, pair);
  }

  private item(value: unknown, pair: Pair, schema: Schema, path: string): void {
    if (isProperties(value)) {
      if (pair.parts) this.object(value, pair.parts(), path);
      else if (pair.input.kind === "map") this.map(value, pair, schema, path);
      return;
    }
    if (pair.parts || !isScalar(value)) return;
    if (this.aged && isUnlisted(value, schema) && !isDocumented(value, pair.input.documentation)) {
      this.notChecked.push({ path, because: tooOld });
      return;
    }
    this.checked += 1;
    const allowed = allowedInstead(value, schema);
    if (allowed !== undefined && !isDocumented(value, pair.input.documentation))
      this.refuse(path, `is ${this.shown(value, path)}`, allowed, pair);
  }

  /** Tags, which CloudFormation has as a list of keys and values. */
  private map(entries: Properties, pair: Pair, schema: Schema, path: string): void {
    const { Key, Value } = schema.properties ?? {};
    if (!Key || !Value) return;
    if (pair.schema.type === "array") this.size(Object.keys(entries).length, pair, path);
    for (const [key, value] of Object.entries(entries)) {
      this.item(key, pair, Key, `the key of ${path}.${key}`);
      this.item(value, pair, Value, `${path}.${key}`);
    }
  }

  private shown(value: string | number | boolean, path: string): string {
    const secret =
      this.secrets.includes(path.split(/[.[]/)[0] ?? "") || /password|secret|token|privatekey/i.test(path);
    if (secret) return "a secret";
    const text = String(value);
    return text.length > 60 ? `"${text.slice(0, 57)}…"` : typeof value === "string" ? `"${text}"` : text;
  }

  private refuse(path: string, given: string, allowed: string, pair: Pair | object | undefined): void {
    const property = pair && "property" in pair ? ` ${String(pair.property).replaceAll("/", ".")}` : "";
    this.problems.push(`${path} ${given}; ${allowed} (${this.name}${property}, ${sourceOf(pair)})`);
  }
}

/** Where the rule is from. */
function sourceOf(pair: Pair | object | undefined): string {
  const supplement = pair && "schema" in pair ? Object(pair.schema).source : undefined;
  return supplement ?? `resource schemas of ${requirement.replace("==", " ")}`;
}

/**
 * Whether the provider's documentation names the value. It then decides: AWS accepts values in its API that
 * CloudFormation does not have, such as the type SecureString, and the provider reads some itself, such as a retention
 * of 0 days for logs that do not expire.
 */
function isDocumented(value: string | number | boolean, documentation: string): boolean {
  if (typeof value !== "number")
    return ["`", '"'].some((quote) => documentation.includes(`${quote}${value}${quote}`));
  const digits = String(value).replaceAll(/[.+]/g, "\\$&");
  return new RegExp(`(?<![\\w.-])${digits}(?![\\w.-]*\\w)`).test(documentation);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
