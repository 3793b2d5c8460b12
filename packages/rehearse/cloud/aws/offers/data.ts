import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The checked-in file: the lines of `extractOffers`. */
export const offersFile = join(__dirname, "offers.txt");

/** What AWS offers in a region. */
export interface RegionOffers {
  /** Names of the availability zones. An account may see fewer of them. */
  readonly zones: readonly string[];
  /** Classes of RDS instances of PostgreSQL, such as `db.m8g.large`. Empty if the data has none for the region. */
  readonly databaseClasses: readonly string[];
}

let read: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;

/** The facts of one kind, such as `zones`: the words after it, by line. */
function facts(kind: string): readonly (readonly string[])[] {
  read ??= load();
  return read.get(kind) ?? [];
}

function load(): ReadonlyMap<string, readonly (readonly string[])[]> {
  const kinds = new Map<string, string[][]>();
  for (const line of readFileSync(offersFile, "utf8").split("\n")) {
    const [kind = "", ...words] = line.split(" ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), words]);
  }
  return kinds;
}

/** The date of the data, as `YYYY-MM-DD`. */
export function offersDate(): string {
  return facts("date")[0]?.[0] ?? "";
}

/** What AWS offers in a region; undefined for a region that the data does not have. */
export function offersOf(region: string): RegionOffers | undefined {
  const zones = facts("zones").find(([name]) => name === region);
  if (zones === undefined) return undefined;
  return {
    zones: zones.slice(1),
    databaseClasses: facts("class")
      .filter(([name]) => name === region)
      .flatMap(([, family, ...sizes]) => sizes.map((size) => `db.${family}.${size}`)),
  };
}

/** The names of all regions that the data has. */
export function regionsWithZones(): readonly string[] {
  return facts("zones").map(([region = ""]) => region);
}

/**
 * The services, as in `AWS::CodeBuild::Project`, of which CloudFormation has no resource type in a region; undefined if the data has
 * no list for the region.
 */
export function servicesMissingIn(region: string): readonly string[] | undefined {
  return facts("lacks")
    .find(([name]) => name === region)
    ?.slice(1);
}

/** The regions of which the data says that CloudFormation has a resource type of a service there. */
export function regionsWithService(service: string): readonly string[] {
  return facts("lacks").flatMap(([region = "", ...missing]) => (missing.includes(service) ? [] : [region]));
}

/** The regions of whose RDS instances the data has classes. */
export function databaseRegions(): readonly string[] {
  return [...new Set(facts("class").map(([region = ""]) => region))];
}

/** The regions in which a class of RDS instances of PostgreSQL is offered. */
export function regionsWith(databaseClass: string): readonly string[] {
  const [, family, size = ""] = databaseClass.split(".");
  return facts("class").flatMap(([region = "", its, ...sizes]) =>
    its === family && sizes.includes(size) ? [region] : [],
  );
}

/** All families and sizes of classes in any region. */
export function knownClasses(): { readonly families: readonly string[]; readonly sizes: readonly string[] } {
  const families = new Set(facts("class").map(([, family = ""]) => family));
  const sizes = new Set(facts("class").flatMap(([, , ...its]) => its));
  return { families: [...families], sizes: [...sizes] };
}

/** The versions of PostgreSQL that RDS creates, oldest first; and those that it created until it deprecated them. */
export function postgresVersions(): {
  readonly available: readonly string[];
  readonly deprecated: readonly string[];
} {
  // A major version stands beside its minor versions; RDS then chooses one of them.
  const minor = (version: string) => version.includes(".");
  return {
    available: (facts("available")[0] ?? []).filter(minor),
    deprecated: (facts("deprecated")[0] ?? []).filter(minor),
  };
}

/** The families of classes, such as `m4`, on which a version of PostgreSQL does not run. */
export function familiesWithout(postgresVersion: string): readonly string[] {
  return (
    facts("without")
      .find(([version]) => version === postgresVersion)
      ?.slice(1) ?? []
  );
}

/** When AWS deprecates a runtime of Lambda, and from when it creates no functions with it; undefined without a date. */
export function runtimeDates(
  runtime: string,
): { readonly deprecated: string | undefined; readonly blocked: string | undefined } | undefined {
  const [, ...dates] = facts("runtime").find(([name]) => name === runtime) ?? [];
  if (dates.length === 0) return undefined;
  const [deprecated, blocked] = dates.map((date) => (date === "-" ? undefined : date));
  return { deprecated, blocked };
}
