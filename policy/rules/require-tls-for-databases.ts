import type { StackPolicy } from "../policy";
import { getList, getValue, UNKNOWN } from "../properties";
import { filterByType, refersTo } from "../relations";

/** Parameter groups of this major version of PostgreSQL and later force TLS by default. */
const FORCES_BY_DEFAULT = 15;

/** High: without TLS, passwords and data are sent in plain text, and by default the client chooses. */
export const requireTlsForDatabases: StackPolicy = {
  name: "require-tls-for-databases",
  level: "mandatory",
  severity: "high",
  description: "Every PostgreSQL database rejects connections without TLS.",
  reason: "Otherwise a misconfigured client sends its password and its data in plain text, unnoticed.",
  fix: 'Set rds.force_ssl to "1" in the instance\'s parameter group.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-38",
  *checkStack(resources) {
    const groups = filterByType(resources, "aws:rds/parameterGroup:ParameterGroup");
    for (const resource of filterByType(resources, "aws:rds/instance:Instance")) {
      const engine = getValue(resource.properties, "engine");
      // A replica has no engine before it is created, but its parameter group has a family.
      if (typeof engine === "string" && engine !== "postgres") continue;
      const group = groups.find((each) =>
        isParameterGroupOf(each.properties, resource.properties, each.urn, resource),
      );
      const version = getValue(resource.properties, "engineVersion");
      const family = getValue(group?.properties, "family");
      const major = Number(/\d+/.exec(String(group ? family : version))?.[0] ?? FORCES_BY_DEFAULT);
      const force = getList(group?.properties, "parameters").find(
        (each) => getValue(each, "name") === "rds.force_ssl",
      );
      const value = getValue(force, "value");
      const forced =
        force === undefined ? major >= FORCES_BY_DEFAULT : value === UNKNOWN || String(value) === "1";
      if (!forced) yield { resource, message: "it accepts connections without TLS" };
    }
  },
};

function isParameterGroupOf(
  group: Parameters<typeof getValue>[0],
  instance: Parameters<typeof getValue>[0],
  urn: string,
  resource: Parameters<typeof refersTo>[0],
): boolean {
  const name = getValue(instance, "parameterGroupName");
  if (name === UNKNOWN) return resource.dependencies.includes(urn);
  return name !== undefined && [getValue(group, "name"), getValue(group, "id")].includes(name);
}
