/** Pairs the inputs of a Pulumi type with the properties of its CloudFormation schema. */
import { type ResourceSchema, resolved, type Schema, schemaOf } from "./data";
import { propertyNames } from "./names";
import type { Unmapped } from "./reasons";
import { type SdkInput, type SdkInputs, sdkInputs } from "./sdk";
import { supplementOf } from "./supplements";
import { schemaOfType } from "./types";

/** One input and the schema of its values. */
export interface Pair {
  /** The property by its path in CloudFormation: `ResourcesVpcConfig/SubnetIds`. */
  readonly property: string;
  readonly input: SdkInput;
  readonly schema: Schema;
  /** The inputs of which this one is made; undefined for a single value, a list of them, and a map. */
  readonly parts?: () => Parts;
}

/** Inputs by name, each with its property or the reason why it has none. */
export interface Parts {
  readonly inputs: ReadonlyMap<string, Pair | Unmapped>;
  /** Inputs that both AWS and the SDK require. Others the provider may fill in. */
  readonly required: readonly string[];
}

/** The inputs of a type. */
export interface Pairs extends Parts {
  /** The resource type of CloudFormation. */
  readonly name: string;
  readonly root: ResourceSchema;
}

/** What is the same for all inputs of a type. */
interface Context {
  readonly type: string;
  readonly name: string;
  readonly root: ResourceSchema;
  /** `role` of `AWS::IAM::Role`, which stands in front of `RoleName`. */
  readonly resource: string;
}

const known = new Map<string, Pairs | undefined>();

/** The inputs of a Pulumi type with their schemas; undefined for a type without a schema. */
export function pairsOf(type: string): Pairs | undefined {
  if (!known.has(type)) known.set(type, pair(type));
  return known.get(type);
}

/** Whether an input has no property in CloudFormation, or one of another shape. */
export function isUnmapped(each: Pair | Unmapped): each is Unmapped {
  return "because" in each;
}

function pair(type: string): Pairs | undefined {
  const found = schemaOfType(type);
  const inputs = sdkInputs(type);
  if (!found || "because" in found || !inputs) return undefined;
  const root = schemaOf(found.name);
  if (!root) return undefined;
  const { name, at = "" } = found;
  const whole = at === "" ? root : itemsOf(resolved(root.properties?.[at] ?? {}, root), root);
  const resource = (name.split("::")[2] ?? "").toLowerCase();
  return {
    name,
    root,
    ...partsOf(inputs, whole, { path: "", property: at }, { type, name, root, resource }),
  };
}

/** An object by its path in Pulumi (`vpcConfig`) and in CloudFormation (`ResourcesVpcConfig`). */
interface Place {
  readonly path: string;
  readonly property: string;
}

function partsOf(inputs: SdkInputs, schema: Schema, place: Place, context: Context): Parts {
  const parts = new Map<string, Pair | Unmapped>();
  const required: string[] = [];
  for (const [name, input] of inputs) {
    const path = place.path === "" ? name : `${place.path}.${name}`;
    const property = propertyNames(context.type, path) ?? automaticName(name, schema, context);
    if (typeof property !== "string") {
      parts.set(name, property ?? { because: undefined });
      continue;
    }
    parts.set(name, pairAt(input, property, schema, { ...place, path }, context));
    if (input.required && schema.required?.includes(property)) required.push(name);
  }
  return { inputs: parts, required };
}

function pairAt(
  input: SdkInput,
  name: string,
  schema: Schema,
  { path, property: outer }: Place,
  context: Context,
): Pair | Unmapped {
  const { root, type } = context;
  const fromRoot = name.startsWith("/");
  const property = outer === "" || fromRoot ? name.replace(/^\//, "") : `${outer}/${name}`;
  const found = fromRoot ? schemaAt(property, root, root) : schemaAt(name, schema, root);
  if (!found) throw new Error(`${type} ${path}: AWS's schema has no property ${property}`);
  const whole = { ...resolved(found, root), ...supplementOf(context.name, property) };
  const inner = itemsOf(whole, root);
  const { parts } = input;
  if (!parts) return { property, input, schema: whole };
  if (!inner.properties) return { because: "CloudFormation has it in another shape" };
  let made: Parts | undefined;
  const lazily = () => {
    made ??= partsOf(parts(), inner, { path, property }, context);
    return made;
  };
  return { property, input, schema: whole, parts: lazily };
}

/** The schema of the items of a list; any other schema itself. */
export function itemsOf(schema: Schema, root: ResourceSchema): Schema {
  return schema.type === "array" && schema.items ? resolved(schema.items, root) : schema;
}

/** The schema at a path below another one: `Code/ImageUri`. */
function schemaAt(path: string, from: Schema, root: ResourceSchema): Schema | undefined {
  return path.split("/").reduce<Schema | undefined>((found, name) => {
    const inner = found && itemsOf(resolved(found, root), root);
    return inner?.properties?.[name];
  }, from);
}

const isOnlyByAws = (property: string, { readOnlyProperties = [] }: ResourceSchema) =>
  readOnlyProperties.includes(`/properties/${property}`);

const lowerCaseNames = new WeakMap<Schema, ReadonlyMap<string, string>>();

/** The property of the same name, apart from case, a plural, and the resource's name in front. */
function automaticName(name: string, schema: Schema, { root, resource }: Context): string | undefined {
  const properties =
    lowerCaseNames.get(schema) ??
    new Map(Object.keys(schema.properties ?? {}).map((each) => [each.toLowerCase(), each]));
  lowerCaseNames.set(schema, properties);
  const lower = name.toLowerCase();
  const singular = lower.endsWith("ies") ? lower.replace(/ies$/, "y") : lower.replace(/s$/, "");
  const variants = [lower, ...(schema === root ? [`${resource}${lower}`] : []), singular, `${lower}s`];
  return variants
    .map((variant) => properties.get(variant))
    .find((each) => each !== undefined && !(schema === root && isOnlyByAws(each, root)));
}
