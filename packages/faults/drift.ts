/** Somebody deletes or changes things behind Pulumi's back: a refresh has to find all of it, and the next up to mend it. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { holders } from "@groundwork/rehearse/cloud/refusals";
import type { Properties } from "@groundwork/rehearse/cloud/resource-type";
import { type Change, nameOf } from "@groundwork/rehearse/lifecycle/operations";
import type { Base } from "./base";
import { otherThan, vanished } from "./checks";
import { settled } from "./singles";
import { isOn, type World } from "./world";

/** Types whose content is lost with them, so that no `up` puts it back; what else holds data, the cloud refuses to delete. */
const irrecoverable = [
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:kms/key:Key",
  "aws:secretsmanager/secret:Secret",
];

/** Resources that the cloud would let a person delete, by URN. A random value exists in no cloud, only in the state. */
export function deletable(world: World, base: Base): string[] {
  world.backTo(base.up);
  return base.created.filter((urn) => {
    const resource = inCloud(world, urn);
    if (!resource || irrecoverable.includes(resource.type) || resource.type.startsWith("random:"))
      return false;
    const { refuseDelete } = world.cloud.types.resourceType(resource.type);
    const refused = refuseDelete?.({ ...resource, cloud: world.cloud }) ?? [];
    return refused.length === 0 && holders(world.cloud, resource).length === 0;
  });
}

/** Resources of which a person could change something that Pulumi can set right in place, by URN. */
export function changeable(world: World, base: Base): string[] {
  world.backTo(base.up);
  return base.created.filter((urn) => {
    const resource = inCloud(world, urn);
    return resource !== undefined && otherInputs(world, resource) !== undefined;
  });
}

/** Deletes all of these; gives what is wrong afterwards. */
export async function deleted(world: World, base: Base, urns: readonly string[]): Promise<string[]> {
  world.backTo(base.up);
  for (const urn of urns) {
    const resource = inCloud(world, urn);
    if (resource) world.cloud.tamper(resource.type, resource.id, "delete");
  }
  const before = world.cloud.list();
  const refresh = await world.run("refresh");
  const problems = [
    ...unfound(urns, refresh.changes, "delete"),
    ...otherThan(refresh.changes, ({ urn, op }) => op === "delete" && urns.includes(urn)),
    ...world.disagreements(),
  ];
  const { changes } = await world.run("up");
  // What names a resource by its id has to follow the new one.
  problems.push(
    ...urns
      .filter((urn) => !changes.some((change) => change.urn === urn && change.op === "create"))
      .map((urn) => `${nameOf(urn)} was not made again`),
    ...vanished(
      before.filter(({ type }) => world.config.holdsData?.(type) ?? false),
      world.cloud.list(),
    ),
  );
  return [...problems, ...(await settled(world))];
}

/** Changes an input of all of these; gives what is wrong afterwards. */
export async function changed(world: World, base: Base, urns: readonly string[]): Promise<string[]> {
  world.backTo(base.up);
  for (const urn of urns) {
    const resource = inCloud(world, urn);
    const other = resource && otherInputs(world, resource);
    if (resource && other) world.cloud.tamper(resource.type, resource.id, other);
  }
  const before = world.cloud.list();
  const refresh = await world.run("refresh");
  const problems = [
    ...unfound(urns, refresh.changes, "update"),
    ...otherThan(refresh.changes, ({ urn }) => urns.includes(urn)),
  ];
  const { changes } = await world.run("up");
  problems.push(
    ...otherThan(changes, ({ op, urn }) => op === "update" && urns.includes(urn)),
    ...vanished(before, world.cloud.list()),
  );
  return [...problems, ...(await settled(world))];
}

function inCloud(world: World, urn: string): CloudResource | undefined {
  return world.cloud.list().find((resource) => isOn(urn, resource));
}

function unfound(urns: readonly string[], changes: readonly Change[], op: string): string[] {
  return urns
    .filter((urn) => !changes.some((change) => change.urn === urn))
    .map((urn) => `the refresh did not find that ${nameOf(urn)} was ${op}d`);
}

/** An input with another value: one whose change neither replaces the resource nor points it to another one. */
function otherInputs(world: World, { type, inputs }: CloudResource): Properties | undefined {
  if (!type.startsWith("aws:")) return undefined;
  const {
    replaceOn = [],
    references = {},
    defaults = {},
    autoName,
    unique = [],
  } = world.cloud.types.resourceType(type);
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
