/** The objects of a release: those that `up` creates for prod's API with the setting `releases`, with shorter times. */
import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { parse, stringify } from "yaml";
import { manifestsInTurn } from "../manifests-in-turn";
import type { ReleaseSetting } from "./scenarios";

/** Seconds of a load balancer and of pods that are ten times faster than docs/rollouts.md computes, to keep tests short. */
export const times = {
  /** From a pod's readiness until it gets requests, and from its end until it gets none: at most. */
  delays: { controllerSeconds: 1, propagationSeconds: 1, firstCheckSeconds: 1, checkSeconds: 0 },
  healthCheck: { intervalSeconds: 1, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
  minReadySeconds: 8,
  drainSeconds: 6,
  /** The new version runs without requests. */
  trial: "5s",
  terminationGracePeriodSeconds: 20,
  /** A version that is not ready by then is aborted. */
  progressDeadlineSeconds: 45,
} as const;

/** Times of some scenarios that differ. */
export interface OtherTimes {
  /** Of each step. The queries then wait for their requests. Default: as in the setting. */
  readonly step?: string;
}

/** The sample has two minutes: a step ends as soon as the new version has answered enough requests. */
export const sampleTimes: OtherTimes = { step: "20s" };

/** Names in the namespace of a scenario. */
export const names = { ingress: "gallery", service: "api" } as const;

const wanted = /^(api|api-ping|api-pong|gallery|quota|defaults|gallery-api-\w+)$/;
/** An Ingress with the page, which these tests do not run, would not be valid. */
const isOfApi = ({ path }: { path: string }) => path === "/api";
export const pods = 2;

/**
 * Builds the objects of one scenario.
 *
 * @param setting undefined for rolling updates
 * @param version the tag of the image
 */
export async function buildObjects(
  namespace: string,
  setting: ReleaseSetting | undefined,
  prometheusUrl: string,
  version: string,
  other: OtherTimes = {},
): Promise<{ file: string; yaml: string }[]> {
  const own = (await deployed(setting)).filter(
    (each) => each.namespace === "gallery" && wanted.test(each.name),
  );
  return own.map(({ yaml }, at) => {
    const object = parse(yaml);
    shorten(object, prometheusUrl, version, other);
    object.metadata.namespace = namespace;
    return { file: `${at}.yaml`, yaml: stringify(object) };
  });
}

/** The objects that `up` creates for prod with the setting. */
export const deployed = (setting: ReleaseSetting | undefined): Promise<readonly Manifest[]> =>
  manifestsInTurn({
    ...{ apiReplicasMin: pods, apiReplicasMax: pods },
    releases: JSON.stringify(setting === undefined ? {} : { api: setting }),
  });

type KubernetesObject = ReturnType<typeof parse>;

/** Changes only times, addresses and the image of an object, and the routes of the Ingress to the page. */
function shorten(object: KubernetesObject, prometheusUrl: string, version: string, other: OtherTimes): void {
  switch (object.kind) {
    case "Rollout":
      shortenRollout(object.spec, version, other);
      return;
    case "Deployment":
      shortenPods(object.spec, version);
      return;
    case "AnalysisTemplate":
      for (const metric of object.spec.metrics) {
        if (metric.interval !== undefined) metric.interval = "5s";
        metric.provider.prometheus.address = prometheusUrl;
      }
      return;
    case "Ingress": {
      const [main, ...others] = object.spec.rules;
      const standby = others.filter(({ host }: { host?: string }) => host === `${names.service}.invalid`);
      object.spec.rules = [{ http: { paths: main.http.paths.filter(isOfApi) } }, ...standby];
      object.spec.rules[0].http.paths[0].path = "/";
      return;
    }
  }
}

function shortenRollout(spec: KubernetesObject, version: string, { step }: OtherTimes): void {
  const [, trial, ...steps] = spec.strategy.canary.steps;
  trial.pause.duration = times.trial;
  if (step !== undefined) for (const { pause } of steps) if (pause !== undefined) pause.duration = step;
  spec.strategy.canary.abortScaleDownDelaySeconds = times.drainSeconds;
  spec.strategy.canary.scaleDownDelaySeconds = times.drainSeconds;
  shortenPods(spec, version);
}

function shortenPods(spec: KubernetesObject, version: string): void {
  spec.minReadySeconds = times.minReadySeconds;
  spec.progressDeadlineSeconds = times.progressDeadlineSeconds;
  spec.template.spec.terminationGracePeriodSeconds = times.terminationGracePeriodSeconds;
  const [container] = spec.template.spec.containers;
  container.image = `example.com/gallery:${version}`;
  container.lifecycle.preStop.sleep.seconds = times.drainSeconds;
}
