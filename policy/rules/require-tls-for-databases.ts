import type { StackPolicy } from "../policy";
import { at, listAt, UNKNOWN } from "../properties";
import { isAbout, ofTypes } from "../relations";

/** From this major version on, PostgreSQL's parameter groups force TLS unless they say otherwise. */
const FORCES_BY_DEFAULT = 15;

/** High: passwords and rows travel readably over a connection without TLS, and any client may ask for one. */
export const requireTlsForDatabases: StackPolicy = {
  name: "require-tls-for-databases",
  level: "mandatory",
  severity: "high",
  demands: "A PostgreSQL database refuses connections without TLS.",
  reason:
    "Otherwise a client that is set up wrongly sends its password and its rows readably, and nobody notices.",
  fix: 'Set rds.force_ssl to "1" in the instance\'s parameter group.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-38",
  *checkStack(resources) {
    const groups = ofTypes(resources, "aws:rds/parameterGroup:ParameterGroup");
    for (const resource of ofTypes(resources, "aws:rds/instance:Instance")) {
      const engine = at(resource.properties, "engine");
      // A replica does not say what it is before it is made; its parameter group does.
      if (typeof engine === "string" && engine !== "postgres") continue;
      const group = groups.find((each) =>
        isGroupOf(each.properties, resource.properties, each.urn, resource),
      );
      const version = at(resource.properties, "engineVersion");
      const family = at(group?.properties, "family");
      const major = Number(/\d+/.exec(String(group ? family : version))?.[0] ?? FORCES_BY_DEFAULT);
      const force = listAt(group?.properties, "parameters").find(
        (each) => at(each, "name") === "rds.force_ssl",
      );
      const value = at(force, "value");
      const forced =
        force === undefined ? major >= FORCES_BY_DEFAULT : value === UNKNOWN || String(value) === "1";
      if (!forced) yield { resource, message: "it takes connections without TLS" };
    }
  },
};

function isGroupOf(
  group: Parameters<typeof at>[0],
  instance: Parameters<typeof at>[0],
  urn: string,
  resource: Parameters<typeof isAbout>[0],
): boolean {
  const name = at(instance, "parameterGroupName");
  if (name === UNKNOWN) return resource.dependencies.includes(urn);
  return name !== undefined && [at(group, "name"), at(group, "id")].includes(name);
}
