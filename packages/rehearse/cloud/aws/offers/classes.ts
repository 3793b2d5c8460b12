/** Judges classes of RDS instances of PostgreSQL. */
import { isOld, monthsSince } from "./age";
import { familiesWithout, knownClasses, offersDate, offersOf, regionsWith } from "./data";
import { dataSource, fine, type Judgement, listed, problem, warning } from "./judge";

/**
 * A class such as `db.m8g.large` in a region.
 *
 * @param version the version of PostgreSQL; undefined if it is not known
 */
export function judgeClass(
  name: string,
  {
    region,
    version,
    today,
  }: { readonly region: string; readonly version?: string | undefined; readonly today: string },
): Judgement {
  const { databaseClasses = [] } = offersOf(region) ?? {};
  if (databaseClasses.length === 0) return fine;
  const usable = databaseClasses.filter((each) => !excluded(each, version));
  const instead = `${region} has ${listed(alternatives(name, usable))} (${dataSource()})`;
  if (usable.includes(name)) return fine;
  if (databaseClasses.includes(name))
    return problem(`instanceClass ${name} does not run PostgreSQL ${version}; ${instead}`);
  const months = monthsSince(offersDate(), today);
  const elsewhere = regionsWith(name).length;
  if (elsewhere === 0)
    return maybeNew(name, months)
      ? warning(`instanceClass ${name} is newer than the data; ${instead}`)
      : problem(`instanceClass ${name} does not exist; ${instead}`);
  const text = `instanceClass ${name} is not offered in ${region}, but in ${elsewhere} other regions; ${instead}`;
  return isOld(offersDate(), today)
    ? warning(`${text}. The data is old: AWS may offer it now`)
    : problem(text);
}

const excluded = (name: string, version = "") => familiesWithout(version).includes(name.split(".")[1] ?? "");

/**
 * The class to use where a region does not offer one: of the same size and series, if possible with the same attributes, of the newest
 * generation. Undefined: the region offers the class, has none like it, or the data does not have the region.
 */
export function replacementOf(name: string, region: string, version?: string): string | undefined {
  const offered = (offersOf(region)?.databaseClasses ?? []).filter((each) => !excluded(each, version));
  if (offered.includes(name)) return undefined;
  const [, family = "", size] = name.split(".");
  const own = parts(family);
  const likeness = (each: string) => {
    const { generation, attributes } = parts(each.split(".")[1] ?? "");
    return (attributes === own.attributes ? 100 : 0) + generation;
  };
  return offered
    .filter((each) => each.split(".")[2] === size && parts(each.split(".")[1] ?? "").series === own.series)
    .sort((one, other) => likeness(other) - likeness(one))[0];
}

/** The classes most like one: of the same size and kind, then of the same size, newest first; at most six. */
function alternatives(name: string, offered: readonly string[]): readonly string[] {
  const [, family = "", size] = name.split(".");
  const sameSize = offered.filter((each) => each.split(".")[2] === size);
  const among = sameSize.length > 0 ? sameSize : offered.filter((each) => each.endsWith(".large"));
  const likeness = (each: string) => {
    const other = each.split(".")[1] ?? "";
    const { series, generation, attributes } = parts(other);
    const own = parts(family);
    return (series === own.series ? 100 : 0) + generation * 2 + (attributes === own.attributes ? 1 : 0);
  };
  return [...among].sort((one, other) => likeness(other) - likeness(one)).slice(0, 6);
}

/** Whether AWS may have added a class since the date of the data: the next generation of a family, in a known size. */
function maybeNew(name: string, months: number): boolean {
  const [, family = "", size = ""] = name.split(".");
  const { families, sizes } = knownClasses();
  const { series, generation, attributes } = parts(family);
  const known = families.map(parts).filter((each) => each.series === series);
  const newest = Math.max(...known.map((each) => each.generation));
  // A generation takes about two years.
  const next = generation <= newest + 1 + Math.floor(months / 24);
  const suffixes = new Set(families.map((each) => parts(each).attributes));
  return known.length > 0 && generation >= newest && next && suffixes.has(attributes) && sizes.includes(size);
}

/** `m8gd` is of the series m, generation 8, with the attributes g and d. */
function parts(family: string) {
  const [, series = "", generation = "0", attributes = ""] = /^([a-z]+)(\d+)([a-z]*)$/.exec(family) ?? [];
  return { series, generation: Number(generation), attributes };
}
