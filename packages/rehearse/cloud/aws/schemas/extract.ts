/** Reduces the resource schemas that cfn-lint carries to what this project uses. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isProperties } from "../../paths";

/** What no check reads: texts, and how CloudFormation itself handles a type. */
const unused = new Set([
  "$comment",
  "$id",
  "$schema",
  "additionalIdentifiers",
  "default",
  "deprecatedProperties",
  "description",
  "documentationUrl",
  "examples",
  "insertionOrder",
  "lifecycle",
  "primaryIdentifier",
  "propertyTransform",
  "replacementStrategy",
  "resourceLink",
  "sourceUrl",
  "taggable",
  "tagging",
  "title",
  "typeConfiguration",
  "typeName",
  "writeOnlyProperties",
]);

/** The parts of a schema whose keys are names that AWS chose, not keywords. */
const named = new Set(["definitions", "patternProperties", "properties"]);

/**
 * A first line with the names of all regions, then one line for each resource type of CloudFormation in us-east-1: its name, a tab and its
 * schema.
 *
 * @param schemas cfn-lint's folder `cfnlint/data/schemas`
 */
export function extractSchemas(schemas: string): string {
  const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(schemas, ...path), "utf8"));
  const files = read("providers", "us-east-1.json");
  if (!isProperties(files)) throw new Error(`${schemas}/providers/us-east-1.json is not an object`);
  const regions = readdirSync(join(schemas, "providers"))
    .filter((file) => /-.*\.json$/.test(file))
    .map((file) => file.replace(".json", "").replaceAll("_", "-"))
    .sort();
  const types = Object.keys(files)
    .sort()
    .map((type) => `${type}\t${ascii(reduced(read("resources", `${files[type]}.json`)))}\n`)
    .join("");
  return `regions\t${JSON.stringify(regions)}\n${types}`;
}

/** JSON in ASCII, which is read faster. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function reduced(value: unknown, keysAreNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => reduced(item));
  if (!isProperties(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keysAreNames || !unused.has(key))
      .map(([key, part]) => [key, reduced(part, !keysAreNames && named.has(key))]),
  );
}
