/** Resources are deleted or changed outside Pulumi: a refresh has to detect all of it, and the next `up` has to repair it. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { holders } from "@groundwork/rehearse/cloud/refusals";
import type { Properties } from "@groundwork/rehearse/cloud/resource-type";
import { type Change, nameOf } from "@groundwork/rehearse/lifecycle/operations";
import type { Base } from "./base";
import { unexpectedChanges, vanished } from "./checks";
import { settled } from "./single-fault";
import { isOn, type TestStack } from "./test-stack";

/** Types whose content an `up` cannot restore. The cloud refuses to delete the other types that hold data. */
const irrecoverable = [
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:kms/key:Key",
  "aws:secretsmanager/secret:Secret",
];

/** URNs of the resources that the cloud allows a user to delete. Random values exist only in the state. */
export function deletable(testStack: TestStack, base: Base): string[] {
  testStack.restore(base.up);
  return base.created.filter((urn) => {
    const resource = inCloud(testStack, urn);
    if (!resource || irrecoverable.includes(resource.type) || resource.type.startsWith("random:"))
      return false;
    const { refuseDelete } = testStack.cloud.types.resourceType(resource.type);
    const refused = refuseDelete?.({ ...resource, cloud: testStack.cloud }) ?? [];
    return refused.length === 0 && holders(testStack.cloud, resource).length === 0;
  });
}

/** URNs of the resources with an input that a user could change and that Pulumi can restore in place. */
export function changeable(testStack: TestStack, base: Base): string[] {
  testStack.restore(base.up);
  return base.created.filter((urn) => {
    const resource = inCloud(testStack, urn);
    return resource !== undefined && otherInputs(testStack, resource) !== undefined;
  });
}

/** Deletes these resources outside Pulumi. Returns the problems found afterwards. */
export async function deleted(testStack: TestStack, base: Base, urns: readonly string[]): Promise<string[]> {
  testStack.restore(base.up);
  for (const urn of urns) {
    const resource = inCloud(testStack, urn);
    if (resource) testStack.cloud.tamper(resource.type, resource.id, "delete");
  }
  const before = testStack.cloud.list();
  const refresh = await testStack.run("refresh");
  const problems = [
    ...unfound(urns, refresh.changes, "delete"),
    ...unexpectedChanges(refresh.changes, ({ urn, op }) => op === "delete" && urns.includes(urn)),
    ...testStack.disagreements(),
  ];
  const { changes } = await testStack.run("up");
  // Resources that refer to a recreated resource by id are updated to the new id.
  problems.push(
    ...urns
      .filter((urn) => !changes.some((change) => change.urn === urn && change.op === "create"))
      .map((urn) => `${nameOf(urn)} was not recreated`),
    ...vanished(
      before.filter(({ type }) => testStack.config.holdsData?.(type) ?? false),
      testStack.cloud.list(),
    ),
  );
  return [...problems, ...(await settled(testStack))];
}

/** Changes one input of each resource outside Pulumi. Returns the problems found afterwards. */
export async function changed(testStack: TestStack, base: Base, urns: readonly string[]): Promise<string[]> {
  testStack.restore(base.up);
  for (const urn of urns) {
    const resource = inCloud(testStack, urn);
    const other = resource && otherInputs(testStack, resource);
    if (resource && other) testStack.cloud.tamper(resource.type, resource.id, other);
  }
  const before = testStack.cloud.list();
  const refresh = await testStack.run("refresh");
  const problems = [
    ...unfound(urns, refresh.changes, "update"),
    ...unexpectedChanges(refresh.changes, ({ urn }) => urns.includes(urn)),
  ];
  const { changes } = await testStack.run("up");
  problems.push(
    ...unexpectedChanges(changes, ({ op, urn }) => op === "update" && urns.includes(urn)),
    ...vanished(before, testStack.cloud.list()),
  );
  return [...problems, ...(await settled(testStack))];
}

function inCloud(testStack: TestStack, urn: string): CloudResource | undefined {
  return testStack.cloud.list().find((resource) => isOn(urn, resource));
}

function unfound(urns: readonly string[], changes: readonly Change[], op: string): string[] {
  return urns
    .filter((urn) => !changes.some((change) => change.urn === urn))
    .map((urn) => `the refresh did not find that ${nameOf(urn)} was ${op}d`);
}

/** An input with another value. The change neither replaces the resource nor makes it refer to another resource. */
function otherInputs(testStack: TestStack, { type, inputs }: CloudResource): Properties | undefined {
  if (!type.startsWith("aws:")) return undefined;
  const {
    replaceOn = [],
    references = {},
    defaults = {},
    autoName,
    unique = [],
  } = testStack.cloud.types.resourceType(type);
  const fixed = new Set(
    [
      ...replaceOn,
      ...Object.keys(references),
      ...Object.keys(defaults),
      ...unique,
      autoName?.property ?? "",
    ].map((path) => path.split(/[.[]/)[0]),
  );
  for (const [property, value] of Object.entries(inputs)) {
    if (fixed.has(property) || property.startsWith("__")) continue;
    if (typeof value === "boolean") return { [property]: !value };
    if (typeof value === "number") return { [property]: value + 1 };
    if (property === "description" && typeof value === "string") return { [property]: `${value}, changed` };
  }
  return undefined;
}
