/** The objects of a release: those that `up` creates for prod's API, with a Rollout in place of the Deployment. */
import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { parse, stringify } from "yaml";
import { manifestsOf } from "../stack";
import { buildAnalysisSpec } from "./definition/analysis";
import type { ReleasePlan } from "./definition/release";
import { buildStrategy, versionServices } from "./definition/strategy";

/** Seconds of a load balancer and of pods that are ten times faster than docs/rollouts.md computes, to keep tests short. */
export const times = {
  /** From a pod's readiness until it gets requests, and from its end until it gets none: at most. */
  delays: { controllerSeconds: 1, propagationSeconds: 1, firstCheckSeconds: 1, checkSeconds: 0 },
  healthCheck: { intervalSeconds: 1, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
  minReadySeconds: 8,
  drainSeconds: 6,
  terminationGracePeriodSeconds: 20,
  /** A version that is not ready by then is aborted. */
  progressDeadlineSeconds: 45,
} as const;

/** Names in the namespace of a scenario. */
export const names = { ingress: "gallery", service: "api", analysisTemplate: "api" } as const;

const wanted = /^(api|quota|defaults|gallery-api-\w+)$/;
const pods = 2;

let manifests: Promise<Manifest[]> | undefined;

/** Builds the objects of one scenario. @param version the tag of the image */
export async function buildObjects(
  namespace: string,
  plan: ReleasePlan,
  prometheusUrl: string,
  version: string,
): Promise<{ file: string; yaml: string }[]> {
  manifests ??= manifestsOf("prod", { apiReplicasMin: pods, apiReplicasMax: pods });
  const own = (await manifests).filter((each) => each.namespace === "gallery" && wanted.test(each.name));
  const objects = own.map(({ yaml }) => parse(yaml)).flatMap((each) => convert(each, plan, version));
  const added = [ingress(), template(plan, prometheusUrl)];
  return [...objects, ...added].map((object, at) => {
    object.metadata.namespace = namespace;
    return { file: `${at}.yaml`, yaml: stringify(object) };
  });
}

type KubernetesObject = ReturnType<typeof parse>;

function convert(object: KubernetesObject, plan: ReleasePlan, version: string): KubernetesObject[] {
  switch (object.kind) {
    case "Deployment":
      return [toRollout(object, plan, version)];
    case "Service":
      return [object, ...versionServices(names.service).map((name) => renamed(object, name))];
    case "HorizontalPodAutoscaler":
      object.spec.scaleTargetRef = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "api" };
      return [object];
    default:
      return [object];
  }
}

const renamed = (object: KubernetesObject, name: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, name },
});

function toRollout(deployment: KubernetesObject, plan: ReleasePlan, version: string): KubernetesObject {
  const { spec } = structuredClone(deployment);
  spec.minReadySeconds = times.minReadySeconds;
  spec.progressDeadlineSeconds = times.progressDeadlineSeconds;
  spec.template.spec.terminationGracePeriodSeconds = times.terminationGracePeriodSeconds;
  const [container] = spec.template.spec.containers;
  container.image = `example.com/gallery:${version}`;
  container.lifecycle.preStop.sleep.seconds = times.drainSeconds;
  const strategy = buildStrategy(plan, names, times.drainSeconds);
  return {
    ...deployment,
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    // An autoscaler cannot scale a Rollout without a number.
    spec: { ...spec, replicas: pods, strategy, progressDeadlineAbort: true },
  };
}

/** The part of the gallery's Ingress that the controller uses. */
const ingress = (): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: names.ingress },
  spec: {
    ingressClassName: "gallery",
    rules: [
      {
        http: {
          paths: [
            {
              path: "/",
              pathType: "Prefix",
              backend: { service: { name: names.service, port: { name: "use-annotation" } } },
            },
          ],
        },
      },
    ],
  },
});

const template = (plan: ReleasePlan, prometheusUrl: string): KubernetesObject => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AnalysisTemplate",
  metadata: { name: names.analysisTemplate },
  spec: buildAnalysisSpec(plan.verdict, prometheusUrl),
});
