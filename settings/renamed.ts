/** Accepts settings under their earlier names for one version, with a warning. */
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "./problems";

/** A setting that had another name and other values. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
  /** The new value for each earlier value. */
  readonly values: Readonly<Record<string, string>>;
}

/** The values under their new names, and the problems of the earlier ones. */
export function acceptEarlierNames(
  given: Readonly<Record<string, string>>,
  namespace: string,
  renamed: readonly Renamed[],
): { readonly given: Record<string, string>; readonly problems: readonly Problem[] } {
  const values = { ...given };
  const problems: Problem[] = [];
  for (const { from, to, values: meanings } of renamed) {
    const earlier = given[from];
    if (earlier === undefined) continue;
    delete values[from];
    const meaning = Object.entries(meanings).find(([value]) => value === earlier)?.[1];
    const now = given[to] || undefined;
    const key = `${namespace}:${from}`;
    const replacement = `${namespace}:${to}: ${now ?? meaning ?? Object.values(meanings).join(" | ")}`;
    if (meaning === undefined)
      problems.push({ key, given: earlier, allowed: `nothing: replace the line with ${replacement}` });
    else if (now !== undefined && now !== meaning)
      problems.push({
        key,
        given: earlier,
        allowed: `nothing beside ${namespace}:${to}, which is ${now}: remove one of the two lines`,
      });
    else {
      values[to] = meaning;
      void pulumi.log.warn(
        `${key} is accepted in this version only: replace the line with ${replacement} (docs/upgrades.md).`,
      );
    }
  }
  return { given: values, problems };
}
