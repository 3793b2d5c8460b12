/** What the cloud refuses whatever the type is; what a type refuses besides stands in its behaviour. */
import type { Behaviour, Properties, Reference } from "./behaviour";
import type { Cloud, CloudResource } from "./cloud";
import { same, valueAt, valuesAt } from "./paths";

/** The cloud said no. The message is what a person reads in the engine's output. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Inputs that name what does not exist. */
export function missingReferences(cloud: Cloud, behaviour: Behaviour, inputs: Properties): string[] {
  return Object.entries(behaviour.references ?? {}).flatMap(([path, reference]) =>
    valuesAt(inputs, path)
      .filter((value) => !reference.except?.(value) && !cloud.find(reference.type, value, reference.by))
      .map((value) => `${path} names ${value}, and no ${reference.type} has that ${reference.by ?? "id"}`),
  );
}

/** A name that is too long, or taken. */
export function nameProblems(
  cloud: Cloud,
  type: string,
  behaviour: Behaviour,
  inputs: Properties,
  id: string,
): string[] {
  const problems: string[] = [];
  const { autoName, unique } = behaviour;
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
          other.id !== id && unique.every((property) => same(other.outputs[property], inputs[property])),
      );
    if (twin) problems.push(`${unique.join(" and ")} is already taken by "${twin.name}" (${twin.id})`);
  }
  return problems;
}

/** What exists and needs a resource, so that it cannot be deleted. */
export function holders(cloud: Cloud, resource: CloudResource): CloudResource[] {
  const names = (holder: CloudResource, path: string, reference: Reference): boolean =>
    reference.holds === true &&
    reference.type === resource.type &&
    valuesAt(holder.inputs, path).includes(
      reference.by === undefined ? resource.id : String(resource.outputs[reference.by]),
    );
  return cloud
    .list()
    .filter(
      (holder) =>
        holder !== resource &&
        Object.entries(cloud.behaviour(holder.type).references ?? {}).some(([path, reference]) =>
          names(holder, path, reference),
        ),
    );
}

/** The file that a type or function is to be added to. */
export function whereToAdd(token: string): string {
  const [pkg = "", module = ""] = token.split(":");
  const service = module.split("/")[0] ?? "";
  return `add it to packages/rehearse/cloud/${pkg === "aws" ? `aws/${service}` : pkg}.ts`;
}
