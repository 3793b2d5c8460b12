/** Whether RDS offers the engine versions and instance classes of the databases, in their zones. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import { readPages, xmlList } from "../aws/read";
import { asking, type Finding, isMissing, ok, problem, warning } from "../finding";
import type { DatabaseNeed, Needs } from "../needs";

const VERSIONS = "rds:DescribeDBEngineVersions";
const CLASSES = "rds:DescribeOrderableDBInstanceOptions";

const versions = z.object({
  DBEngineVersions: xmlList(
    "DBEngineVersion",
    z.object({ EngineVersion: z.string(), Status: z.string().default("available") }),
  ),
});

const options = z.object({
  OrderableDBInstanceOptions: xmlList(
    "OrderableDBInstanceOption",
    z.object({
      StorageType: z.string().default(""),
      MultiAZCapable: z.string().default("true"),
      AvailabilityZones: xmlList("AvailabilityZone", z.object({ Name: z.string() })),
    }),
  ),
});

export async function checkDatabases(aws: Aws, needs: Needs): Promise<readonly Finding[]> {
  const engines = [
    ...new Set(needs.databases.map(({ engine, engineVersion }) => `${engine} ${engineVersion}`)),
  ];
  const kinds = new Map(
    needs.databases.map((each) => [`${each.engine} ${each.engineVersion} ${each.instanceClass}`, each]),
  );
  const findings = await Promise.all([
    ...engines.map((name) => checkVersion(aws, name, needs.region)),
    ...[...kinds].map(([key, kind]) => {
      const same = needs.databases.filter(
        (each) => `${each.engine} ${each.engineVersion} ${each.instanceClass}` === key,
      );
      return checkClass(aws, kind, same, needs);
    }),
  ]);
  return findings.flat();
}

async function checkVersion(aws: Aws, name: string, region: string): Promise<readonly Finding[]> {
  const [engine = "", version = ""] = name.split(" ");
  const asked = `Engine ${name}`;
  const advice = `\`aws rds describe-db-engine-versions --engine ${engine} --region ${region}\` lists the versions on offer.`;
  return asking(asked, async () => {
    const params = { Engine: engine, EngineVersion: version };
    try {
      const [found] = readPages(VERSIONS, await aws.pages(VERSIONS, params), versions)
        .flatMap(({ DBEngineVersions }) => DBEngineVersions)
        .filter(({ EngineVersion }) => EngineVersion === version);
      if (found === undefined) return problem(asked, `RDS does not offer it in ${region}`, advice);
      return found.Status === "available"
        ? ok(asked, "available")
        : warning(asked, `RDS calls it ${found.Status}`, advice);
    } catch (error) {
      // RDS has returned an error instead of an empty list for versions that it does not know.
      if (isMissing(error)) return problem(asked, `RDS does not offer it in ${region}`, advice);
      throw error;
    }
  });
}

async function checkClass(
  aws: Aws,
  { engine, engineVersion, instanceClass }: DatabaseNeed,
  databases: readonly DatabaseNeed[],
  { zones, region }: Needs,
): Promise<readonly Finding[]> {
  const asked = `Class ${instanceClass}`;
  return asking(asked, async () => {
    const params = {
      Engine: engine,
      EngineVersion: engineVersion,
      DBInstanceClass: instanceClass,
      Vpc: "true",
    };
    const found = readPages(CLASSES, await aws.pages(CLASSES, params), options).flatMap(
      ({ OrderableDBInstanceOptions }) => OrderableDBInstanceOptions,
    );
    const advice = `Choose another class: \`aws rds describe-orderable-db-instance-options --engine ${engine} --engine-version ${engineVersion} --region ${region}\` lists them with their zones.`;
    if (found.length === 0)
      return problem(asked, `RDS does not offer it for ${engine} ${engineVersion} in ${region}`, advice);
    const problems = databases.flatMap((database) => problemOf(database, found, zones));
    return problems.length > 0
      ? problem(asked, problems.join("; "), advice)
      : ok(asked, `orderable for ${engine} ${engineVersion} in ${zonesOf(found, zones).join(", ")}`);
  });
}

type Option = z.output<typeof options>["OrderableDBInstanceOptions"][number];

/** The stack's zones that have any of the options. */
function zonesOf(found: readonly Option[], zones: readonly string[]): readonly string[] {
  const offered = found.flatMap(({ AvailabilityZones }) => AvailabilityZones.map(({ Name }) => Name));
  return zones.filter((zone) => offered.includes(zone));
}

function problemOf(
  database: DatabaseNeed,
  all: readonly Option[],
  zones: readonly string[],
): readonly string[] {
  const { name, storageType, zone, multiAz } = database;
  const found = storageType === "" ? all : all.filter(({ StorageType }) => StorageType === storageType);
  if (found.length === 0) return [`${name}: not with storage of type ${storageType}`];
  const possible = zonesOf(found, zones);
  if (zone !== "" && !possible.includes(zone))
    return [`${name}: not in ${zone}, only in ${possible.join(", ") || "other zones"}`];
  if (multiAz && !found.some(({ MultiAZCapable }) => MultiAZCapable === "true"))
    return [`${name}: not with a standby`];
  const least = multiAz ? 2 : 1;
  return possible.length < least
    ? [`${name}: in ${possible.length} of the stack's zones, and it needs ${least}`]
    : [];
}
