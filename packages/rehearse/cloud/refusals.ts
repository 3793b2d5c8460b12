/** Checks that the cloud makes for all types. The entry of a type has its additional checks. */
import { isRegional } from "./aws/resource-region";
import type { Cloud, CloudResource } from "./cloud";
import { same, valueAt, valuesAt } from "./paths";
import type { Properties, Reference, ResourceType } from "./resource-type";

/** Thrown if the cloud rejects an operation. The message appears in the engine's output. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Finds inputs that refer to a missing resource. */
export function missingReferences(cloud: Cloud, known: ResourceType, inputs: Properties): string[] {
  return Object.entries(known.references ?? {}).flatMap(([path, reference]) => [
    ...valuesAt(inputs, path).flatMap((value) => placeProblems(cloud, path, reference, value)),
    ...valuesAt(inputs, path)
      .filter((value) => isMissing(cloud, reference, value) && !isUnjudged(cloud, reference, value))
      .map(
        (value) =>
          `${path} refers to ${value}, but there is no ${reference.type} with this ${reference.by ?? "id"}`,
      ),
  ]);
}

/** Why a target in another region is refused. Only an ARN has a region. */
function placeProblems(cloud: Cloud, path: string, { type, sameRegion }: Reference, value: string): string[] {
  const [prefix, , , region = ""] = value.split(":");
  const own = cloud.account.region;
  return sameRegion && prefix === "arn" && region !== "" && region !== own
    ? [`${path} refers to ${value}, which is in ${region}; a ${type} in ${own} is allowed`]
    : [];
}

/** Describes inputs that refer to what the simulation does not have, such as resources of another account. */
export function unjudgedReferences(cloud: Cloud, known: ResourceType, inputs: Properties): string[] {
  return Object.entries(known.references ?? {}).flatMap(([path, reference]) =>
    valuesAt(inputs, path)
      .filter((value) => isMissing(cloud, reference, value) && isUnjudged(cloud, reference, value))
      .map((value) => `${path} refers to ${value}, which is not simulated`),
  );
}

function isMissing(cloud: Cloud, { type, by, orBy = [], except }: Reference, value: string): boolean {
  if (except?.(value)) return false;
  return [by, ...orBy].every((property) => !cloud.find(type, value, property));
}

/** Whether a value names a resource outside the simulated account and region, or one of a type without an entry. */
function isUnjudged(cloud: Cloud, { type, mayBeMissing }: Reference, value: string): boolean {
  if (mayBeMissing) return true;
  const [prefix, , service = "", region = "", account = ""] = value.split(":");
  if (prefix !== "arn") return false;
  const { id, region: own } = cloud.account;
  const elsewhere = (region !== "" && region !== own) || (account !== "" && account !== id);
  return (
    elsewhere || cloud.list().some((other) => isOfUnknownType(cloud, other, value)) || !isOf(type, service)
  );
}

/** Services whose name in ARNs is not the module of the SDK. */
const servicesInArns: Readonly<Record<string, string>> = { "aws:cloudwatch/logGroup:LogGroup": "logs" };

const isOf = (type: string, service: string) =>
  service === (servicesInArns[type] ?? type.split(":")[1]?.split("/")[0]);

const isOfUnknownType = (cloud: Cloud, { type, outputs }: CloudResource, value: string) =>
  !cloud.types.find(type) && outputs.arn === value;

/** Finds names that are too long or already in use. */
export function nameProblems(
  cloud: Cloud,
  type: string,
  known: ResourceType,
  inputs: Properties,
  id: string,
): string[] {
  const problems: string[] = [];
  const { autoName, unique } = known;
  const given = autoName ? valueAt(inputs, autoName.property) : undefined;
  if (autoName && typeof given === "string" && given.length > autoName.maxLength) {
    problems.push(
      `${autoName.property} "${given}" has ${given.length} characters, ${autoName.maxLength} are allowed`,
    );
  }
  if (unique?.every((property) => inputs[property] !== undefined)) {
    const twin = cloud
      .list(type)
      .find(
        (other) =>
          other.id !== id &&
          sharesNames(type, other.outputs.region, inputs.region ?? cloud.account.region) &&
          unique.every((property) => same(other.outputs[property], inputs[property])),
      );
    if (twin) problems.push(`${unique.join(" and ")} is already taken by "${twin.name}" (${twin.id})`);
  }
  return problems;
}

/** Whether a name in one region is taken in the other one. */
const sharesNames = (type: string, one: unknown, other: unknown) => one === other || !isRegional(type);

/** The resources that block the deletion of a resource. */
export function holders(cloud: Cloud, resource: CloudResource): CloudResource[] {
  const names = (holder: CloudResource, path: string, reference: Reference): boolean =>
    reference.blocksDeletion === true &&
    reference.type === resource.type &&
    valuesAt(holder.inputs, path).includes(
      reference.by === undefined ? resource.id : String(resource.outputs[reference.by]),
    );
  return cloud
    .list()
    .filter(
      (holder) =>
        holder !== resource &&
        Object.entries(cloud.types.resourceType(holder.type).references ?? {}).some(([path, reference]) =>
          names(holder, path, reference),
        ),
    );
}

/** Describes where to add a type or function. */
export function whereToAdd(token: string): string {
  const [pkg = "", module = ""] = token.split(":");
  const service = module.split("/")[0] ?? "";
  const file = `packages/rehearse/cloud/${pkg === "aws" ? `aws/${service}` : pkg}`;
  return `add it to ${file} or to "types" in rehearse.config.ts`;
}
