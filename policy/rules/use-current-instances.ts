import type { ResourcePolicy } from "../policy";
import { getList, isProperties, UNKNOWN } from "../properties";

/** The oldest current generation of each family. https://aws.amazon.com/ec2/previous-generation/ */
const OLDEST: Readonly<Record<string, number>> = { t: 3, m: 5, c: 5, r: 5, i: 3, d: 3, x: 2, p: 3, g: 4 };

/** Low: a previous generation costs more for less performance, and its capacity shrinks. */
export const useCurrentInstances: ResourcePolicy = {
  name: "use-current-instances",
  level: "advisory",
  severity: "low",
  description: "Every instance is of a current generation.",
  reason: "A previous generation costs more for less performance, and less of it is available in an outage.",
  fix: "Use the same size of a newer family, such as m8g instead of m4.",
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
      getList(properties, name),
    );
    for (const each of classes) if (isPreviousGeneration(each)) yield `${each} is of a previous generation`;
    const requirements = getList(properties, "spec.template.spec.requirements");
    const known = requirements.filter(isProperties).filter(isKnown);
    if (known.length > 0 && known.length === requirements.length && !known.some(excludesPreviousGeneration))
      yield "it can create nodes of a previous generation";
  },
};

function isPreviousGeneration(instance: unknown): instance is string {
  const [, family = "", generation = ""] = /^(?:db\.)?([a-z])[a-z]*(\d+)/.exec(String(instance)) ?? [];
  return Number(generation) < (OLDEST[family] ?? 0);
}

/** Whether every part of a requirement is known. */
function isKnown(requirement: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(requirement).flat().includes(UNKNOWN);
}

/** Whether a Karpenter requirement excludes previous generations: https://karpenter.sh/docs/concepts/scheduling/#instance-types */
function excludesPreviousGeneration(requirement: Readonly<Record<string, unknown>>): boolean {
  const key = String(requirement.key);
  const values = getList(requirement, "values").map(String);
  if (key.endsWith("/instance-generation")) {
    if (requirement.operator === "Gt") return values.every((value) => Number(value) >= 4);
    return requirement.operator === "In" && values.every((value) => Number(value) >= 5);
  }
  const families = key.endsWith("/instance-family") || key === "node.kubernetes.io/instance-type";
  return families && requirement.operator === "In" && values.length > 0 && !values.some(isPreviousGeneration);
}
