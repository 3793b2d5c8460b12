/**
 * Types and functions that have no entry. The run continues with them: the SDK's package declares the names and types of what
 * the cloud returns, so that each output has a value of its type. Only AWS's schemas and rules judge their inputs.
 */
import { defineKind } from "../kubernetes/object";
import type { DataSource } from "../package";
import type { Properties, ResourceType, Subject } from "../resource-type";
import { type Members, membersOfPart, outputsOfFunction, outputsOfType } from "./declarations";

/** Why the simulation cannot judge a resource of a type without an entry. */
const withoutEntry = "the simulated cloud has no entry for its type";

/** What the value of an output is made from. */
interface Origin {
  readonly sdk: string;
  /** The type or function. */
  readonly token: string;
  readonly name: string;
  readonly account: { readonly id: string; readonly region: string };
}

// Parts of parts of parts are rarely used, and a type can contain itself.
const deepest = 4;

/** An entry for a type that has none; undefined if the SDK is not installed or does not have the type. */
export function entryWithoutModel(sdk: string, type: string): ResourceType | undefined {
  const members = outputsOfType(sdk, type);
  if (!members) return undefined;
  const computed =
    (output: string, declared: string) =>
    ({ name, cloud }: Subject<Properties>) =>
      placeholder(output, declared, { sdk, token: type, name, account: cloud.account });
  const outputs = [...members].filter(([output]) => output !== "urn" && output !== "id");
  return {
    ...(members.get("name") === "string" ? { autoName: { property: "name", maxLength: 1024 } } : {}),
    outputs: Object.fromEntries(outputs.map(([output, declared]) => [output, computed(output, declared)])),
    notChecked: () => [withoutEntry],
    seconds: { create: 0, delete: 0 },
    price: { notPriced: type },
  };
}

/** The entry of a kind of Kubernetes object that has none: objects of all kinds are named and identified in the same way. */
export const kindWithoutModel: ResourceType = defineKind({ notChecked: () => [withoutEntry] });

/** A data source that has no entry; undefined if the SDK is not installed or does not have it. */
export function functionWithoutModel(sdk: string, token: string): DataSource | undefined {
  const members = outputsOfFunction(sdk, token);
  if (!members) return undefined;
  return (inputs, { account }) => {
    const name = token.split(":").at(-1) ?? "";
    return { ...valuesOf(members, { sdk, token, name, account }, 0), ...inputs };
  };
}

function valuesOf(members: Members, origin: Origin, depth: number): Properties {
  return Object.fromEntries(
    [...members].map(([output, declared]) => [output, placeholder(output, declared, origin, depth)]),
  );
}

/** A value of the type that the SDK declares. */
function placeholder(output: string, declared: string, origin: Origin, depth = 0): unknown {
  if (declared.startsWith("{")) return {};
  if (declared.endsWith("[]")) {
    const item = declared.slice(0, -2);
    return depth < deepest ? [placeholder(output, item, origin, depth + 1)] : [];
  }
  const part = /^outputs\.([\w.]+)$/.exec(declared)?.[1];
  if (part) return depth < deepest ? valuesOf(membersOfPart(origin.sdk, part), origin, depth + 1) : {};
  if (declared === "boolean") return false;
  if (declared === "number") return 0;
  return text(output, origin);
}

function text(output: string, { token, name, account }: Origin): string {
  if (output === "region") return account.region;
  const [, module = ""] = token.split(":");
  const [service = "", kind = ""] = module.split("/");
  if (/^arn$|Arn$/.test(output)) return `arn:aws:${service}:${account.region}:${account.id}:${kind}/${name}`;
  return `${name}-${output}`;
}
