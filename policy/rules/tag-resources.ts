import type { ResourcePolicy } from "../policy";
import { at, isProperties, UNKNOWN } from "../properties";

/** Whom to ask, what it belongs to. */
const NEEDED = ["owner", "project", "stack"];

/** Low: a bill and an incident both begin with the question whose this is. */
export const tagResources: ResourcePolicy = {
  name: "tag-resources",
  level: "advisory",
  severity: "low",
  demands: `Everything in AWS is tagged with ${NEEDED.join(", ")}.`,
  reason: "Costs are divided, and people are asked, by tags; nobody adds them afterwards.",
  fix: "Add the tag to the setting tags; the provider puts it on every resource.",
  source: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  // Every AWS resource goes through a provider of the program's own (pulumi:disable-default-providers).
  types: ["pulumi:providers:aws"],
  *check({ properties }) {
    const given = at(properties, "defaultTags");
    if (given === UNKNOWN) return;
    const tags = at(parsed(given), "tags");
    if (tags === UNKNOWN) return;
    const missing = NEEDED.filter(
      (name) => !isProperties(tags) || tags[name] === undefined || tags[name] === "",
    );
    if (missing.length > 0) yield `what goes through it has no tag ${missing.join(", ")}`;
  },
};

/** A provider gets its maps as JSON. */
function parsed(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : value;
}
