/** Determines which properties of a resource a preview knows. */
import { isProperties } from "./paths";
import type { Properties, ResourceType } from "./resource-type";

/** Outputs that a preview of a creation with these inputs cannot know. */
export function unknownAtCreation(
  { completes, defaults, outputs }: ResourceType,
  inputs: Properties,
): string[] {
  const computed = [...Object.keys(defaults ?? {}), ...Object.keys(outputs)];
  return [...computed.filter((name) => !(name in inputs)), ...Object.keys(completes ?? {})];
}

/** The earlier outputs with the new inputs; undefined for outputs that the update may change. */
export function expectedAfterUpdate(
  { completes, volatile }: ResourceType,
  earlier: Properties,
  earlierInputs: Properties,
  inputs: Properties,
): Properties {
  const kept = Object.entries(earlier).filter(([name]) => !(name in earlierInputs) || name in inputs);
  const parts = Object.keys(completes ?? {}).map((name) => [
    name,
    {
      ...(isProperties(earlier[name]) ? earlier[name] : {}),
      ...(isProperties(inputs[name]) ? inputs[name] : {}),
    },
  ]);
  const unknown = (volatile ?? []).map((name) => [name, undefined]);
  return Object.fromEntries([...kept, ...Object.entries(inputs), ...parts, ...unknown]);
}
