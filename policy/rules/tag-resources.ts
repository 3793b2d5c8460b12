import type { ResourcePolicy } from "../policy";
import { getValue, isProperties, UNKNOWN } from "../properties";

/** Tags that identify the owner and the stack of a resource. */
const REQUIRED = ["owner", "project", "stack"];

/** Low: costs and incidents must be assigned to an owner. */
export const tagResources: ResourcePolicy = {
  name: "tag-resources",
  level: "advisory",
  severity: "low",
  description: `Every AWS resource has the tags ${REQUIRED.join(", ")}.`,
  reason: "Tags assign costs and incidents to their owners, and are rarely added later.",
  fix: "Add the tag to the setting tags; the provider adds it to every resource.",
  source: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  // Default providers are disabled (pulumi:disable-default-providers), so every AWS resource uses such a provider.
  types: ["pulumi:providers:aws"],
  *check({ properties }) {
    const given = getValue(properties, "defaultTags");
    if (given === UNKNOWN) return;
    const tags = getValue(parseJson(given), "tags");
    if (tags === UNKNOWN) return;
    const missing = REQUIRED.filter(
      (name) => !isProperties(tags) || tags[name] === undefined || tags[name] === "",
    );
    if (missing.length > 0) yield `its resources lack the tags ${missing.join(", ")}`;
  },
};

/** Parses a provider's maps, which are JSON. */
function parseJson(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : value;
}
