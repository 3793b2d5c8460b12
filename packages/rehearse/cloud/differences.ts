/** Compares the inputs of a resource with earlier ones, as its provider does. */
import { same, valueAt } from "./paths";
import type { Properties, ResourceType } from "./resource-type";

/** Which inputs differ, and which of those replace the resource. The arguments are those of `Cloud.diff`. */
export function differences(
  { replaceOn = [], replaceWhen = {}, notApplied = {}, comparedWithState = {}, defaults = {} }: ResourceType,
  earlier: Properties,
  inputs: Properties,
  outputs: Properties,
): { changed: string[]; replaces: string[] } {
  const keys = [...new Set([...Object.keys(earlier), ...Object.keys(inputs)])].sort();
  const open = (key: string) =>
    !same(outputs[key], inputs[key]) &&
    (notApplied[key]?.(outputs[key], inputs[key]) === true ||
      comparedWithState[key]?.(outputs[key], inputs[key], inputs) === true);
  // If the program no longer sets an input that the cloud fills in, the value does not change.
  const left = (key: string) => inputs[key] === undefined && key in defaults;
  const changed = keys.filter((key) => (!same(earlier[key], inputs[key]) && !left(key)) || open(key));
  // Every regional resource of AWS is replaced in another region. One without the input is in the region of its provider.
  const moves =
    inputs.region !== earlier.region && inputs.region !== (earlier.region ?? outputs.region)
      ? ["region"]
      : [];
  const differs = (path: string) => !same(valueAt(earlier, path), valueAt(inputs, path));
  const conditional = Object.entries(replaceWhen)
    .filter(([path, by]) => differs(path) && by(valueAt(earlier, path), valueAt(inputs, path), earlier))
    .map(([path]) => path);
  const replaced = [...replaceOn.filter(differs), ...conditional, ...moves].map((path) => path.split(".")[0]);
  return { changed, replaces: changed.filter((key) => replaced.includes(key)) };
}

/** The values that an update leaves as they are, although the inputs have others. */
export function keptValues(
  { notApplied = {} }: ResourceType,
  earlier: Properties,
  inputs: Properties,
): Properties {
  return Object.fromEntries(
    Object.entries(notApplied)
      .filter(([key, isNotApplied]) => isNotApplied(earlier[key], inputs[key]))
      .map(([key]) => [key, earlier[key]]),
  );
}
