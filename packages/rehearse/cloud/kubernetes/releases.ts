/** Objects of Argo Rollouts, whose chart defines their types. */
import type { Properties, Subject } from "../resource-type";
import { defineKind, status } from "./object";
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

export const resources = {
  [rolloutType]: defineKind({
    ...status({ phase: "Healthy" }),
    replaceOn: ["spec.selector"],
    needs: {
      ...podReferences("spec.template.spec"),
      "spec.strategy.canary.pingPong.pingService": serviceType,
      "spec.strategy.canary.pingPong.pongService": serviceType,
      "spec.strategy.canary.trafficRouting.alb.rootService": serviceType,
      "spec.strategy.canary.steps[].analysis.templates[].templateName": templateType,
    },
    refuse: withoutType,
    // The provider does not wait for a release of a later version.
    seconds: (inputs) => ({ ...rolloutSeconds(inputs), update: 1 }),
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
