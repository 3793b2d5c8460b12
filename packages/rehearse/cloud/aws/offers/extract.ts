/** Reduces the tables of a release of cfn-lint to what AWS offers: zones, services, PostgreSQL on RDS, and Lambda's runtimes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isProperties } from "../../paths";

/**
 * One fact on each line, as words: its kind, the region or version, and the values.
 *
 * @param library cfn-lint's folder `cfnlint`
 */
export function extractOffers(library: string): string {
  const data = (...path: string[]): unknown =>
    JSON.parse(readFileSync(join(library, "data", ...path), "utf8"));
  const ofInstances = (file: string) => data("schemas", "extensions", "aws_rds_dbinstance", file);
  const { schema_date: date } = Object(data("schemas", "version.json"));
  const classes = classesByRegion(ofInstances("dbinstanceclass_enum.json"));
  const everywhere = new Set([...classes.values()].flatMap((ofRegion) => [...ofRegion]));
  const deprecated = new Set(versionsIn(ofInstances("engine_version_deprecated.json"), "if"));
  const versions = versionsIn(ofInstances("engine_version.json"), "then");
  const available = versions.filter((version) => !deprecated.has(version));
  const lines = [
    ["date", String(date).slice(0, 10)],
    ...zones(readFileSync(join(library, "helpers.py"), "utf8")),
    ...missingServices(join(library, "data", "schemas", "providers")),
    ["available", ...available],
    ["deprecated", ...deprecated],
    ...[...classes].flatMap(([region, names]) =>
      [...families(names)].map(([family, sizes]) => ["class", region, family, ...sizes]),
    ),
    ...[...classesByVersion(ofInstances("db_instance_class.json"))]
      .filter(([version]) => available.includes(version))
      .map(([version, names]) => ["without", version, ...missingFamilies(everywhere, names)]),
    ...Object.entries(Object(data("AdditionalSpecs", "LmbdRuntimeLifecycle.json"))).map(
      ([runtime, dates]) => [
        "runtime",
        runtime,
        Object(dates).deprecated ?? "-",
        Object(dates)["create-block"] ?? "-",
      ],
    ),
  ];
  return `${lines.map((words) => words.join(" ")).join("\n")}\n`;
}

/** The table is Python: `"us-east-1": ["us-east-1a", …],`. */
function zones(helpers: string): string[][] {
  const [, table = ""] = /^AVAILABILITY_ZONES = \{\n(.*?)^\}/ms.exec(helpers) ?? [];
  const rows = [...table.matchAll(/"([a-z0-9-]+)": \[(.*?)\]/gs)];
  if (rows.length === 0) throw new Error("cfn-lint has no table AVAILABILITY_ZONES in helpers.py");
  return rows.map(([, region = "", names = ""]) => [
    "zones",
    region,
    ...[...names.matchAll(/"([^"]+)"/g)].map(([, zone = ""]) => zone),
  ]);
}

/**
 * For each region, the services of us-east-1 of which CloudFormation has no resource type there. cfn-lint has no list of its own for
 * the isolated regions and the sovereign cloud: their lists are copies of that of us-east-1, and are left out.
 */
function missingServices(providers: string): string[][] {
  const typesIn = (file: string): string[] =>
    Object.keys(Object(JSON.parse(readFileSync(join(providers, file), "utf8"))));
  const home = "us-east-1.json";
  const everything = typesIn(home);
  return readdirSync(providers)
    .filter((file) => /-.*\.json$/.test(file))
    .sort()
    .flatMap((file) => {
      const types = typesIn(file);
      if (file !== home && types.length === everything.length) return [];
      const services = new Set(types.map(serviceIn));
      const missing = new Set(everything.map(serviceIn).filter((service) => !services.has(service)));
      return [["lacks", file.replace(".json", ""), ...missing]];
    });
}

/** `AWS::CodeBuild::Project` is of CodeBuild. */
const serviceIn = (type: string) => type.split("::")[1] ?? "";

/** The rules of a file whose engine is PostgreSQL. */
function rulesOf(schema: unknown): { applies: object; allows: object }[] {
  const rules: unknown = Object(schema).allOf;
  if (!Array.isArray(rules)) throw new Error("cfn-lint's file has no allOf");
  return rules
    .map((rule) => ({
      applies: Object(Object(rule.if).properties),
      allows: Object(Object(rule.then).properties),
    }))
    .filter(({ applies }) => Object(Object(applies).Engine).const === "postgres");
}

function versionsIn(schema: unknown, part: "if" | "then"): string[] {
  const found = rulesOf(schema).flatMap(({ applies, allows }) =>
    texts(Object(Object(part === "if" ? applies : allows).EngineVersion).enum),
  );
  return [...new Set(found)].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

function classesByRegion(schemas: unknown): Map<string, Set<string>> {
  if (!isProperties(schemas)) throw new Error("cfn-lint's classes are not an object");
  return new Map(
    Object.entries(schemas).map(([region, schema]) => [
      region,
      new Set(rulesOf(schema).flatMap(({ allows }) => texts(Object(Object(allows).DBInstanceClass).enum))),
    ]),
  );
}

function classesByVersion(schema: unknown): Map<string, Set<string>> {
  return new Map(
    rulesOf(schema).flatMap(({ applies, allows }) => {
      const pattern: unknown = Object(Object(applies).EngineVersion).pattern;
      const [, version] = /^\^\((\d+\\\.\d+)\\\.\.\+\|/.exec(String(pattern)) ?? [];
      // A pattern of another form is of a release that does not run today, such as 12.22-rds.
      return version === undefined
        ? []
        : [[version.replace("\\", ""), new Set(texts(Object(Object(allows).DBInstanceClass).enum))] as const];
    }),
  );
}

/** The sizes of each family: `db.m8g.large` is the size large of m8g. */
function families(classes: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of [...classes].sort((one, other) => one.localeCompare(other, "en", { numeric: true }))) {
    const [, family = "", size = ""] = name.split(".");
    found.set(family, [...(found.get(family) ?? []), size]);
  }
  return found;
}

/** The families of which a version has no class. */
function missingFamilies(everywhere: ReadonlySet<string>, names: ReadonlySet<string>): string[] {
  const has = families(names);
  return [...families(everywhere).keys()].filter((family) => !has.has(family));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
