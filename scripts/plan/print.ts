import { join } from "node:path";
import groundwork from "../../index";
import { newCloud } from "../../simulation";
import { type Evaluation, evaluate } from "../../simulation/evaluation";
import { dashboardFolder, writeDashboards } from "../dashboards";
import { manifestFolder, renderManifests, writeManifests } from "../manifests";
import { projectFolder, readStackConfig } from "../project-files";
import { countByType, renderTree, shortType } from "./tree";

/** Evaluates a stack's program in this process; nothing but npm is needed. */
export function evaluateStack(stack: string): Promise<Evaluation> {
  const { config, secretKeys } = readStackConfig(projectFolder, stack);
  return evaluate({ program: () => groundwork(), cloud: newCloud(), stack, config, secretKeys });
}

/**
 * Prints what a stack consists of: the tree, then how many resources there are of each type. Writes its Kubernetes
 * objects and its dashboards as files.
 */
export async function printPlan(stack: string): Promise<void> {
  const { resources } = await evaluateStack(stack);
  console.log(renderTree(resources));
  const counts = countByType(resources.filter(({ custom }) => custom));
  console.log("");
  for (const [type, count] of counts) console.log(`${String(count).padStart(5)}  ${shortType(type)}`);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  console.log(`\n${String(total).padStart(5)}  resources, and ${resources.length - total} components`);
  const manifests = renderManifests(resources);
  writeManifests(join(projectFolder, manifestFolder(stack)), manifests);
  console.log(`${String(manifests.length).padStart(5)}  Kubernetes manifests in ${manifestFolder(stack)}/`);
  const dashboards = writeDashboards(join(projectFolder, dashboardFolder(stack)), resources);
  console.log(`${String(dashboards).padStart(5)}  dashboards in ${dashboardFolder(stack)}/`);
}

/** The plan as JSON, for other programs: every registered resource, secrets masked. */
export async function planAsJson(stack: string): Promise<string> {
  const { resources, outputs, secretOutputs } = await evaluateStack(stack);
  const masked = (properties: Record<string, unknown>, secrets: readonly string[]) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, secrets.includes(name) ? "[secret]" : value]),
    );
  const plan = {
    stack,
    resources: resources.map((resource) => ({
      ...resource,
      inputs: masked(resource.inputs, resource.secrets),
      outputs: masked(resource.outputs, resource.secrets),
    })),
    counts: Object.fromEntries(countByType(resources)),
    outputs: masked(outputs, secretOutputs),
  };
  return JSON.stringify(plan, null, 2);
}
