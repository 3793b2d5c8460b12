/** Describes how new versions replace the running ones, step by step. */
import type { EvaluatedResource } from "../cloud/evaluation";
import { isProperties, valueAt } from "../cloud/paths";

const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";
const templateType = "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate";
const scalerType = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

/** What the plan reads of a resource. */
export type ReleasedResource = Pick<EvaluatedResource, "type" | "inputs">;

/** Whether a resource releases an application step by step. */
export const isRollout = ({ type }: { readonly type: string }): boolean => type === rolloutType;

/** Lists the steps of each Rollout, with what decides after them. Empty if all updates are rolling updates. */
export function renderReleases(resources: readonly ReleasedResource[]): string {
  const nameOf = ({ inputs }: ReleasedResource) => String(valueAt(inputs, "metadata.name"));
  const rollouts = resources
    .filter(isRollout)
    .sort((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
  if (rollouts.length === 0) return "";
  const heading = `${rollouts.length} ${rollouts.length === 1 ? "application is" : "applications are"} released step by step:`;
  return [heading, ...rollouts.flatMap((rollout) => describe(rollout, resources))].join("\n");
}

/** The autoscaler of a Rollout or a Deployment. */
export function scalerOf<Resource extends ReleasedResource>(
  { inputs }: Pick<ReleasedResource, "inputs">,
  resources: readonly Resource[],
): Resource | undefined {
  return resources.find(
    (each) =>
      each.type === scalerType &&
      valueAt(each.inputs, "spec.scaleTargetRef.name") === valueAt(inputs, "metadata.name") &&
      valueAt(each.inputs, "metadata.namespace") === valueAt(inputs, "metadata.namespace"),
  );
}

function describe(rollout: ReleasedResource, resources: readonly ReleasedResource[]): string[] {
  const name = String(valueAt(rollout.inputs, "metadata.name"));
  const namespace = valueAt(rollout.inputs, "metadata.namespace");
  const find = (template: unknown) =>
    resources.find(
      ({ type, inputs }) =>
        type === templateType &&
        valueAt(inputs, "metadata.name") === template &&
        valueAt(inputs, "metadata.namespace") === namespace,
    );
  const steps = list(valueAt(rollout.inputs, "spec.strategy.canary.steps")).map((step) =>
    describeStep(step, (template) => describeTemplate(find(template))),
  );
  const most = valueAt(scalerOf(rollout, resources)?.inputs ?? {}, "spec.maxReplicas");
  return [
    `  ${name}`,
    ...steps.flat().map((line) => `    ${line}`),
    "    100 % of the requests, and the previous version ends",
    ...(most === undefined ? [] : [`    both versions run meanwhile: up to ${most} pods more`]),
  ];
}

function describeStep(step: unknown, templateOf: (name: unknown) => string[]): string[] {
  if (!isProperties(step)) return [];
  if (step.setWeight !== undefined) return [`${step.setWeight} % of the requests`];
  if (step.setCanaryScale !== undefined) {
    const weight = valueAt(step, "setCanaryScale.weight");
    // Otherwise the number of pods follows the share of the requests, as without this step.
    return weight === undefined ? [] : [`${weight} % of the pods, without requests`];
  }
  if (step.pause !== undefined) return [`  for ${valueAt(step, "pause.duration") ?? "unlimited time"}`];
  const templates = list(valueAt(step, "analysis.templates"));
  return templates.flatMap((each) => templateOf(valueAt(Object(each), "templateName")));
}

/** The queries of the plan are long; the manifests contain them. */
function describeTemplate(template: ReleasedResource | undefined): string[] {
  return list(valueAt(template?.inputs ?? {}, "spec.metrics")).flatMap((metric) => {
    const each = isProperties(metric) ? metric : {};
    const bound = /result\[0\] > ([\d.]+)/.exec(String(each.failureCondition))?.[1];
    // A query without a bound decides nothing.
    if (bound === undefined) return [];
    const requests = />= (\d+)\)$/.exec(String(valueAt(each, "provider.prometheus.query")))?.[1];
    return [
      `  aborted if ${each.name} is above ${Number((100 * Number(bound)).toFixed(4))} % of at least ${requests} requests; ` +
        `paused without a result in ${each.count} attempts, one every ${each.interval}`,
    ];
  });
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
