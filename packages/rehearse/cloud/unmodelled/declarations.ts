/** Names and types of outputs, read from the declarations of a Pulumi SDK. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Members of a class or an interface: their types in TypeScript, by name. */
export type Members = ReadonlyMap<string, string>;

const folders = new Map<string, string | undefined>();
const files = new Map<string, string | undefined>();
const parts = new Map<string, Members>();

/** The outputs of a resource class; undefined if the SDK is not installed or does not have the type. */
export function outputsOfType(sdk: string, type: string): Members | undefined {
  const found = declarationOf(sdk, type);
  const start = found?.text.indexOf(`export declare class ${found.name} extends `) ?? -1;
  if (!found || start < 0) return undefined;
  const body = found.text.slice(start, found.text.indexOf("\n}", start));
  return membersOf(body, /^ {4}readonly (\w+)[?!]?: pulumi\.Output<([\s\S]*?)>;$/gm);
}

/** The outputs of a data source, such as `aws:ec2/getAmi:getAmi`; undefined if the SDK does not have it. */
export function outputsOfFunction(sdk: string, token: string): Members | undefined {
  const found = declarationOf(sdk, token);
  const name = found && `${found.name.charAt(0).toUpperCase()}${found.name.slice(1)}Result`;
  const start = found?.text.indexOf(`export interface ${name} {`) ?? -1;
  if (!found || start < 0) return undefined;
  return membersOf(
    found.text.slice(start, found.text.indexOf("\n}", start)),
    /^ {4}readonly (\w+\??): ([\s\S]*?);$/gm,
  );
}

/** The members of a part, such as `lb.LoadBalancerSubnetMapping`; empty if the SDK does not declare it. */
export function membersOfPart(sdk: string, part: string): Members {
  const key = `${sdk} ${part}`;
  const known = parts.get(key);
  if (known) return known;
  const text = read(sdk, "types/output.d.ts") ?? "";
  const names = part.split(".");
  const name = names.pop() ?? "";
  const space = names.join(".");
  const from = space === "" ? 0 : text.indexOf(`\nexport declare namespace ${space} {`);
  const indent = space === "" ? "" : "    ";
  const header = `${indent}${space === "" ? "export " : ""}interface ${name} {`;
  const start = from < 0 ? -1 : text.indexOf(`\n${header}`, from);
  const body = start < 0 ? "" : text.slice(start, text.indexOf(`\n${indent}}`, start + 1));
  const members = membersOf(body, new RegExp(`^${indent} {4}(\\w+\\??): ([\\s\\S]*?);$`, "gm"));
  parts.set(key, members);
  return members;
}

/** Optional members have no type: the cloud need not return them. */
function membersOf(body: string, pattern: RegExp): Members {
  const found = [...body.matchAll(pattern)].map(([, name = "", type = ""]) => [name, type.trim()] as const);
  return new Map(
    found.filter(([name, type]) => !name.endsWith("?") && !/\bundefined$/.test(type.replace(/>$/, ""))),
  );
}

function declarationOf(sdk: string, token: string) {
  const [, module = "", name = ""] = token.split(":");
  const text = read(sdk, `${module.replace(/^index\//, "")}.d.ts`);
  return text === undefined ? undefined : { name, text };
}

function read(sdk: string, path: string): string | undefined {
  const folder = folderOf(sdk);
  if (folder === undefined) return undefined;
  const file = join(folder, path);
  if (!files.has(file)) files.set(file, existsSync(file) ? readFileSync(file, "latin1") : undefined);
  return files.get(file);
}

function folderOf(sdk: string): string | undefined {
  if (!folders.has(sdk)) {
    try {
      const file = require.resolve(`${sdk}/package.json`, { paths: [process.cwd(), __dirname] });
      folders.set(sdk, dirname(file));
    } catch {
      folders.set(sdk, undefined);
    }
  }
  return folders.get(sdk);
}
