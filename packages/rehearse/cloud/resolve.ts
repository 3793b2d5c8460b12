import { inRegionOf, regionProblems } from "./aws/resource-region";
import type { Cloud, CloudResource } from "./cloud";
import { compact, isProperties } from "./paths";
import { missingReferences, nameProblems, Refusal, unjudgedReferences } from "./refusals";
import type { Properties, Subject } from "./resource-type";

type Functions = Readonly<Record<string, (subject: Subject<Properties>) => unknown>>;

/**
 * Computes the resource that the cloud creates from these inputs. An update keeps the outputs that it does not change. Throws
 * a Refusal with all reasons for which the cloud rejects the inputs.
 */
export function resolve(
  cloud: Cloud,
  resource: Omit<CloudResource, "outputs">,
  earlier?: CloudResource,
): CloudResource {
  try {
    return resolveComplete(cloud, resource, earlier);
  } catch (error) {
    // An entry may rely on the inputs that the SDK's types require. A program can leave them out, in JavaScript or with a cast.
    const missing = cloud.types.missingInputs(resource.type, resource.inputs);
    if (!(error instanceof TypeError) || missing.length === 0) throw error;
    const problems = missing.map((input) => `${input} is missing; the provider requires it`).join("; ");
    throw new Refusal(
      `${earlier ? "updating" : "creating"} ${resource.type} "${resource.name}": ${problems}`,
      { cause: error },
    );
  }
}

function resolveComplete(
  ofProvider: Cloud,
  { type, id, name, inputs, scope }: Omit<CloudResource, "outputs">,
  earlier?: CloudResource,
): CloudResource {
  const known = ofProvider.types.resourceType(type);
  const given = compact(inputs);
  const cloud = inRegionOf(ofProvider, type, given);
  const subject: Subject<Properties> = { id, name, inputs: given, cloud, scope };
  const invalid = cloud.types.inputProblems(type, given, cloud.today);
  const related = (): readonly string[] => {
    const own = known.refuse?.(subject) ?? [];
    return own.length > 0 ? own : cloud.types.ruleProblems(type, subject);
  };
  const judgement = cloud.types.judgementOf(type, subject);
  const problems = [
    ...regionProblems(ofProvider, type, given),
    ...judgement.problems,
    ...invalid,
    ...missingReferences(cloud, known, given),
    ...nameProblems(cloud, type, known, given, id),
    // An entry relates inputs to each other, and may rely on each of them being valid.
    ...(invalid.length > 0 ? [] : related()),
  ];
  if (problems.length > 0) {
    const verb = earlier ? "updating" : "creating";
    throw new Refusal(`${verb} ${type} "${name}": ${problems.join("; ")}`);
  }
  const compute = (functions: Functions = {}): Properties =>
    Object.fromEntries(Object.entries(functions).map(([output, of]) => [output, of(subject)]));
  const keptOrComputed = (functions: Functions = {}): Properties =>
    Object.fromEntries(
      Object.entries(functions).map(([output, of]) => {
        const keeps = earlier && !known.volatile?.includes(output) && output in earlier.outputs;
        return [output, keeps ? earlier.outputs[output] : of(subject)];
      }),
    );
  const region = type.startsWith("aws:") ? { region: cloud.account.region } : {};
  const tags = "tagsAll" in known.outputs ? { tagsAll: allTags(cloud, given) } : {};
  const outputs = compact({
    ...region,
    ...keptOrComputed(known.outputs),
    ...tags,
    ...keptOrComputed(known.defaults),
    ...given,
    ...compute(known.completes),
    ...compact(compute(known.leftOut)),
  });
  const notChecked = [
    ...judgement.notChecked,
    ...unjudgedReferences(cloud, known, given),
    ...(known.notChecked?.(subject) ?? []),
  ];
  return { type, id, name, inputs: given, outputs, scope, ...(notChecked.length > 0 ? { notChecked } : {}) };
}

function allTags(cloud: Cloud, inputs: Properties): Properties {
  return { ...cloud.account.defaultTags, ...(isProperties(inputs.tags) ? inputs.tags : {}) };
}
