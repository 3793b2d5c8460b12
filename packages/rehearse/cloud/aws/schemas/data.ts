import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

/** The release of cfn-lint that the schemas are from. */
export const requirement = "cfn-lint==1.58.0";

/** The checked-in file: the lines of `extractSchemas`, compressed with Brotli. */
export const schemaFile = join(__dirname, "resource-schemas.br");

/** A JSON schema of one value, as far as the checks use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly enumCaseInsensitive?: readonly unknown[];
  readonly pattern?: string;
  /** What the pattern allows, for messages. Only supplements have it. */
  readonly inWords?: string;
  /** Where the constraint is from, where that is not the schema. */
  readonly source?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The schema of one resource type of CloudFormation. */
export interface ResourceSchema extends Schema {
  readonly definitions?: Readonly<Record<string, Schema>>;
  /** Paths such as `/properties/EncryptionConfig/KeyArn`. A change of these replaces the resource. */
  readonly createOnlyProperties?: readonly string[];
  readonly conditionalCreateOnlyProperties?: readonly string[];
  /** What only AWS sets. */
  readonly readOnlyProperties?: readonly string[];
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
}

let lines: ReadonlyMap<string, string> | undefined;
const parsed = new Map<string, ResourceSchema | undefined>();

/** The schemas of all types, not parsed yet. Reading them takes about 20 ms, parsing all of them ten times that. */
function load(): ReadonlyMap<string, string> {
  if (lines) return lines;
  const text = brotliDecompressSync(readFileSync(schemaFile)).toString("latin1");
  lines = new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const tab = line.indexOf("\t");
        return [line.slice(0, tab), line.slice(tab + 1)];
      }),
  );
  return lines;
}

/** The regions in which CloudFormation has resource types, such as `us-east-1`. */
export function regionNames(): readonly string[] {
  return JSON.parse(load().get("regions") ?? "[]");
}

/** The names of all resource types of CloudFormation, such as `AWS::EC2::VPC`. */
export function schemaNames(): readonly string[] {
  return [...load().keys()].filter((name) => name.includes("::"));
}

/** The schema of a resource type of CloudFormation; undefined for an unknown one. */
export function schemaOf(name: string): ResourceSchema | undefined {
  if (!parsed.has(name)) {
    const line = load().get(name);
    parsed.set(name, line === undefined ? undefined : JSON.parse(line));
  }
  return parsed.get(name);
}

/** The schema that a reference stands for, with what stands beside the reference. */
export function resolved(schema: Schema, root: ResourceSchema): Schema {
  const { $ref, ...beside } = schema;
  if ($ref === undefined) return schema;
  const target = $ref
    .split("/")
    .slice(1)
    .reduce<unknown>((part, key) => (part === undefined ? undefined : Object(part)[key]), root);
  return target === undefined ? beside : { ...resolved(Object(target), root), ...beside };
}
