import { runtime } from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { compact, isProperties } from "./paths";
import type { Properties } from "./resource-type";

/** Represents a value that a preview does not know yet, in the wire format. */
export const unknown: string = runtime.unknownValue;

/** Whether a value is or contains a value that a preview does not know yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isProperties(value) && Object.values(value).some(hasUnknown);
}

/** Plain properties of a message; secrets are unwrapped, because the engine keeps track of them itself. */
export function fromWire(struct: Struct | undefined): Properties {
  const plain = unwrap(struct?.toJavaScript() ?? {});
  return isProperties(plain) ? plain : {};
}

/** Converts plain properties to a message, and marks the given ones as secrets. */
export function toWire(properties: Properties, secrets: readonly string[] = []): Struct {
  const marked = Object.entries(compact(properties)).map(([name, value]) => [
    name,
    secrets.includes(name) ? { [rpc.specialSigKey]: rpc.specialSecretSig, value } : value,
  ]);
  return Struct.fromJavaScript(Object.fromEntries(marked));
}

/** Names of the properties that are, or contain, secrets. */
export function secretNames(struct: Struct | undefined): string[] {
  const properties: unknown = struct?.toJavaScript() ?? {};
  return isProperties(properties)
    ? Object.keys(properties).filter((name) => hasSecret(properties[name]))
    : [];
}

function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  if (!isProperties(value)) return false;
  return value[rpc.specialSigKey] === rpc.specialSecretSig || Object.values(value).some(hasSecret);
}

/** The wire form of a reference to a registered resource. */
export function resourceReference(urn: string, id: string): Properties {
  return { [rpc.specialSigKey]: rpc.specialResourceSig, urn, id };
}

/** Removes the wrappers of secrets and outputs from a value. */
export function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isProperties(value)) return value;
  const signature = value[rpc.specialSigKey];
  if (signature === rpc.specialSecretSig) return unwrap(value.value);
  if (signature === rpc.specialOutputValueSig) return "value" in value ? unwrap(value.value) : unknown;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]));
}
