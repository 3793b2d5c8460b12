import { join } from "node:path";
import { newCloud } from "../cloud";
import { isCounted } from "../cloud/counting";
import { type Evaluation, evaluate } from "../cloud/evaluation";
import type { Existing } from "../cloud/existing";
import { loadConfig } from "../project/config";
import { projectFolder, projectName, readStackConfig } from "../project/files";
import { summaryLines } from "../report/summary";
import { writeReport } from "../report/write";
import { dashboardFolder, writeDashboards } from "./dashboards";
import { manifestFolder, renderManifests, writeManifests } from "./manifests";
import { policyNames, renderPolicies } from "./policies";
import { isForbidden, type PolicyResult } from "./policy-results";
import { renderReleases } from "./releases";
import { countByType, renderTree, shortType } from "./tree";

/**
 * Evaluates a stack's program in this process, without an engine.
 *
 * @param changes settings, with their namespace, that replace those in the stack's file. Default: none
 * @param existing what exists in the account. Default: what rehearse.config.ts describes
 */
export function evaluateStack(
  stack: string,
  changes: Readonly<Record<string, string>> = {},
  existing: Existing | undefined = loadConfig().existing,
): Promise<Evaluation> {
  const { program, types } = loadConfig();
  const { config: written, secretKeys } = readStackConfig(projectFolder, stack);
  const config = { ...written, ...changes };
  return evaluate({
    program,
    cloud: newCloud({ types, existing }),
    project: projectName(),
    stack,
    config,
    secretKeys,
  });
}

/** The violations of policies by an evaluated stack, with the exceptions in its settings. */
export function policyResults(stack: string, { resources }: Evaluation): readonly PolicyResult[] {
  const { policies } = loadConfig();
  return policies?.check(resources, readStackConfig(projectFolder, stack).config, projectName()) ?? [];
}

/**
 * Prints a stack's resources as a tree, their number by type, and the results of the policies. Writes the stack's
 * Kubernetes objects, dashboards and report as files.
 *
 * @param against data of another report to compare with. Default: the stack's last report
 * @returns false if the stack violates a mandatory policy
 */
export async function printPlan(stack: string, against?: string): Promise<boolean> {
  const evaluation = await evaluateStack(stack);
  const { resources } = evaluation;
  console.log(renderTree(resources, evaluation.types));
  const counts = countByType(resources.filter(isCounted));
  console.log("");
  for (const [type, count] of counts) console.log(`${String(count).padStart(5)}  ${shortType(type)}`);
  const components = resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack").length;
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  console.log(`\n${String(total).padStart(5)}  resources, and ${components} components`);
  const manifests = renderManifests(resources);
  writeManifests(join(projectFolder, manifestFolder(stack)), manifests);
  console.log(`${String(manifests.length).padStart(5)}  Kubernetes manifests in ${manifestFolder(stack)}/`);
  const dashboards = writeDashboards(join(projectFolder, dashboardFolder(stack)), resources);
  console.log(`${String(dashboards).padStart(5)}  dashboards in ${dashboardFolder(stack)}/`);
  const releases = renderReleases(resources);
  if (releases !== "") console.log(`\n${releases}`);
  const results = policyResults(stack, evaluation);
  console.log(`\n${renderPolicies(results, policyNames())}`);
  if (evaluation.warnings.length > 0) console.log(`\n${renderWarnings(evaluation.warnings)}`);
  console.log(`\n${summaryLines(await writeReport(stack, evaluation, results, against)).join("\n")}`);
  return !results.some(isForbidden);
}

/** What AWS accepts and will not accept for long, one line for each. */
export function renderWarnings(warnings: readonly string[]): string {
  const heading = `${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"} about versions and offers:`;
  return [heading, ...warnings.map((text) => `  --  ${text}`)].join("\n");
}

/** The plan as data: all registered resources with masked secrets, and the results of the policies. */
export async function planOf(stack: string) {
  const evaluation = await evaluateStack(stack);
  const { resources, outputs, secretOutputs } = evaluation;
  const masked = (properties: Record<string, unknown>, secrets: readonly string[]) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, secrets.includes(name) ? "[secret]" : value]),
    );
  return {
    stack,
    resources: resources.map((resource) => ({
      ...resource,
      inputs: masked(resource.inputs, resource.secrets),
      outputs: masked(resource.outputs, resource.secrets),
    })),
    counts: Object.fromEntries(countByType(resources)),
    outputs: masked(outputs, secretOutputs),
    policies: policyResults(stack, evaluation),
    warnings: evaluation.warnings,
  };
}

/** The plan as JSON. */
export async function planAsJson(stack: string): Promise<string> {
  return JSON.stringify(await planOf(stack), null, 2);
}
