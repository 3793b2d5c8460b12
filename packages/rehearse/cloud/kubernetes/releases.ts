/** Objects of Argo Rollouts, whose chart defines their types. */
import { isProperties, valueAt } from "../paths";
import type { Properties, Seconds, Subject } from "../resource-type";
import { defineKind } from "./object";
import { beforePods, migrationFirst } from "./orders";
import { rolloutSeconds } from "./rollout-seconds";
import { podReferences } from "./workloads";

const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";
const templateType = "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate";
const serviceType = "kubernetes:core/v1:Service";

const controllerFirst = {
  first: ["kubernetes:helm.sh/v3:Release"],
  because: "the chart defines the types, and its controller creates the pods",
  source: "https://argo-rollouts.readthedocs.io/en/stable/installation/",
};

/** Answer of the provider for a type that the API server does not know. */
const withoutType = ({ inputs, cloud }: Subject<Properties>): string[] =>
  cloud.list("kubernetes:helm.sh/v3:Release").some((release) => release.inputs.chart === "argo-rollouts")
    ? []
    : [
        `creation of resource with kind ${inputs.kind} failed because the Kubernetes API server reported that the apiVersion for this ` +
          `resource does not exist: no matches for kind "${inputs.kind}" in version "${inputs.apiVersion}"`,
      ];

/**
 * The first version of a Rollout has no steps. Each later one gets its pods, and is judged after each pause; the provider waits for the end
 * because of the annotation `pulumi.com/waitFor`.
 */
function releaseSeconds(inputs: Properties): Seconds {
  const rollout = rolloutSeconds(inputs);
  const steps = valueAt(inputs, "spec.strategy.canary.steps");
  const pauses = (Array.isArray(steps) ? steps : []).map((step: unknown) =>
    isProperties(step) ? secondsOf(valueAt(step, "pause.duration")) : 0,
  );
  return { ...rollout, update: pauses.reduce((sum, each) => sum + each, rollout.update ?? 0) };
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of a duration with one unit, such as "5m". */
function secondsOf(duration: unknown): number {
  const [, amount, unit = ""] = /^(\d+)([smhd])$/.exec(String(duration)) ?? [];
  return Number(amount ?? 0) * (units[unit] ?? 0);
}

export const resources = {
  [rolloutType]: defineKind({
    outputs: {
      status: ({ inputs }) => ({ phase: "Healthy", restartedAt: valueAt(inputs, "spec.restartAt") ?? "" }),
    },
    volatile: ["status"],
    replaceOn: ["spec.selector"],
    needs: {
      ...podReferences("spec.template.spec"),
      "spec.strategy.canary.pingPong.pingService": serviceType,
      "spec.strategy.canary.pingPong.pongService": serviceType,
      "spec.strategy.canary.trafficRouting.alb.rootService": serviceType,
      "spec.strategy.canary.steps[].analysis.templates[].templateName": templateType,
    },
    refuse: withoutType,
    seconds: releaseSeconds,
    after: [
      ...beforePods,
      migrationFirst,
      controllerFirst,
      {
        first: [serviceType, templateType],
        because: "the controller refuses a Rollout that refers to missing objects",
        source: "https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/alb/",
      },
    ],
  }),
  [templateType]: defineKind({ refuse: withoutType, after: [controllerFirst] }),
};
