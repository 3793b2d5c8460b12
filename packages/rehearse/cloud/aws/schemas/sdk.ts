/** The names and shapes of inputs, read from the declarations of the package @pulumi/aws. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One input of a resource, or of a part of it. */
export interface SdkInput {
  readonly required: boolean;
  readonly kind: "value" | "list" | "map";
  /** The inputs that it is made of; undefined for text, numbers and booleans. */
  readonly parts?: () => SdkInputs;
  /** What the provider's documentation says about it. */
  readonly documentation: string;
}

/** Inputs by name. */
export type SdkInputs = ReadonlyMap<string, SdkInput>;

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
const resources = new Map<string, SdkInputs | undefined>();
const parts = new Map<string, SdkInputs>();
let declarations: string | undefined;

/** The inputs of a resource type, such as `aws:ec2/vpc:Vpc`; undefined for a type that the SDK does not have. */
export function sdkInputs(type: string): SdkInputs | undefined {
  if (!resources.has(type)) resources.set(type, readResource(type));
  return resources.get(type);
}

function readResource(type: string): SdkInputs | undefined {
  const [, module = "", name = ""] = type.split(":");
  const file = join(sdk, `${module.replace(/^index\//, "")}.d.ts`);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "latin1");
  const start = text.indexOf(`export interface ${name}Args {`);
  return start < 0 ? undefined : readInterface(text, start, "    ");
}

/** The inputs of a part, such as `eks.ClusterVpcConfig`. The SDK declares all of them in one file. */
function readPart(name: string): SdkInputs {
  const known = parts.get(name);
  if (known) return known;
  // The names are ASCII; to decode 6 MB of UTF-8 would take most of the time.
  declarations ??= readFileSync(join(sdk, "types/input.d.ts"), "latin1");
  const [namespace, short] = name.includes(".") ? name.split(".") : [undefined, name];
  const from = namespace ? declarations.indexOf(`\nexport declare namespace ${namespace} {`) : 0;
  const header = namespace ? `\n    interface ${short} {` : `\nexport interface ${short} {`;
  const start = from < 0 ? -1 : declarations.indexOf(header, from);
  const read: SdkInputs =
    start < 0 ? new Map() : readInterface(declarations, start + 1, namespace ? "        " : "    ");
  parts.set(name, read);
  return read;
}

/** Reads `name?: Type;` with the comment above it, at one depth of indentation. */
function readInterface(text: string, start: number, indent: string): SdkInputs {
  const inputs = new Map<string, SdkInput>();
  const end = text.indexOf(`\n${indent.slice(4)}}`, start);
  let documentation = "";
  for (const line of text.slice(start, end).split("\n").slice(1)) {
    const [, name, optional, type = ""] = /^ +"?(\w+)"?(\?)?: (.*)$/.exec(line) ?? [];
    if (/^ +\/?\*/.test(line)) documentation += `${line.replace(/^ +\/?\*+\/?/, "")}\n`;
    else if (name && line.startsWith(indent) && line[indent.length] !== " ") {
      // A policy document is text, or an object that the SDK makes text of.
      const [, part] = type.includes("string | inputs.") ? [] : (/\binputs\.([\w.]+)/.exec(type) ?? []);
      const kind = type.includes("[]") ? "list" : type.startsWith("pulumi.Input<{") ? "map" : "value";
      const made = part === undefined ? {} : { parts: () => readPart(part) };
      inputs.set(name, { required: optional === undefined, kind, documentation, ...made });
      documentation = "";
    }
  }
  return inputs;
}
