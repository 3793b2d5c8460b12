/** Names from lists that AWS extends, such as EKS add-ons. */
import type { Judgement } from "../../package";
import { isOld } from "../offers/age";
import { wrong } from "./messages";

/** A dated list of names. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  /** The day on which the list was read, as `YYYY-MM-DD`. */
  readonly read: string;
  readonly source: string;
  /** The form of all names, also of those that AWS adds. */
  readonly form: RegExp;
  /** What a name must be: "an add-on that DescribeAddonVersions returns". */
  readonly what: string;
}

const fine: Judgement = { problems: [], notChecked: [] };

/**
 * Judges a name. A name of another form is refused, and so is one that differs from a known name in one or two characters. Any other
 * name that the list lacks is refused while the list is at most a year old, and not checked after that: AWS may have added it.
 */
export function judgeName(input: string, name: string, known: KnownNames, today: string): Judgement {
  const { names, form, read, source, what } = known;
  if (names.has(name)) return fine;
  const refused = (allowed: string): Judgement => ({
    problems: [wrong(input, name, allowed, source)],
    notChecked: [],
  });
  if (!form.test(name)) return refused(`${what} is allowed`);
  const near = [...names].find((each) => distance(each, name, 2) <= 2);
  if (near) return refused(`${what} is allowed; did you mean ${near}?`);
  return isOld(read, today)
    ? {
        problems: [],
        notChecked: [`${input}: whether "${name}" exists; the list is from ${read} (${source})`],
      }
    : refused(`${what} is allowed; the list is from ${read}`);
}

/** The number of characters to insert, delete or replace, at most one more than `most`. */
function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, character] of [...one].entries()) {
    const next = [at + 1];
    for (const [place, its] of [...other].entries()) {
      const replaced = (row[place] ?? 0) + (character === its ? 0 : 1);
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
