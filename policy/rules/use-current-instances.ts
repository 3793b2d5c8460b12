import type { ResourcePolicy } from "../policy";
import { isProperties, listAt, UNKNOWN } from "../properties";

/** The oldest generation of each family that is not a previous one. https://aws.amazon.com/ec2/previous-generation/ */
const OLDEST: Readonly<Record<string, number>> = { t: 3, m: 5, c: 5, r: 5, i: 3, d: 3, x: 2, p: 3, g: 4 };

/** Low: an old generation costs more for less, and one day it is not to be had. */
export const useCurrentInstances: ResourcePolicy = {
  name: "use-current-instances",
  level: "advisory",
  severity: "low",
  demands: "Instances are of a current generation.",
  reason: "A previous generation costs more for less work, and in an outage there are fewer of it.",
  fix: "Take the same size of a newer family, such as m8g for m4.",
  source: "https://aws.amazon.com/ec2/previous-generation/",
  types: [
    "aws:rds/instance:Instance",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:eks/nodeGroup:NodeGroup",
    "kubernetes:karpenter.sh/v1:NodePool",
  ],
  *check({ properties }) {
    const classes = ["instanceClass", "instanceType", "instanceTypes"].flatMap((name) =>
      listAt(properties, name),
    );
    for (const each of classes) if (isOld(each)) yield `${each} is of a previous generation`;
    const requirements = listAt(properties, "spec.template.spec.requirements");
    const known = requirements.filter(isProperties).filter(isWhole);
    if (known.length > 0 && known.length === requirements.length && !known.some(excludesOld))
      yield "it may start nodes of a previous generation";
  },
};

function isOld(instance: unknown): instance is string {
  const [, family = "", generation = ""] = /^(?:db\.)?([a-z])[a-z]*(\d+)/.exec(String(instance)) ?? [];
  return Number(generation) < (OLDEST[family] ?? 0);
}

/** Whether every part of a requirement is known. */
function isWhole(requirement: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(requirement).flat().includes(UNKNOWN);
}

/** Karpenter's way of saying it: https://karpenter.sh/docs/concepts/scheduling/#instance-types */
function excludesOld(requirement: Readonly<Record<string, unknown>>): boolean {
  const key = String(requirement.key);
  const values = listAt(requirement, "values").map(String);
  if (key.endsWith("/instance-generation")) {
    if (requirement.operator === "Gt") return values.every((value) => Number(value) >= 4);
    return requirement.operator === "In" && values.every((value) => Number(value) >= 5);
  }
  const families = key.endsWith("/instance-family") || key === "node.kubernetes.io/instance-type";
  return families && requirement.operator === "In" && values.length > 0 && !values.some(isOld);
}
