import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import fc from "fast-check";
import { readConfig } from "../../app/src/config";
import {
  computeDeregistration,
  computeDetectionSeconds,
  computeFigures,
  computeLostRequests,
  computeRegistration,
  computeWorkerFigures,
  delays,
  deregistrationDelaySeconds,
  pod,
  spotNoticeSeconds,
} from "../../k8s/target-health";
import { stackOf } from "./stack";

/** The delays of the load balancer, written out: a change of the model changes these figures on purpose. */
test("the load balancer needs up to 85 s for a new pod, up to 60 s for an ending one, and 25 s for a failed one", () => {
  expect(computeRegistration()).toEqual({ min: 2, max: 10 + 50 + 2 * 10 + 5 });
  expect(computeDeregistration()).toEqual({ min: 2, max: 10 + 50 });
  expect(computeDetectionSeconds()).toBe(2 * 10 + 5);
});

test("a pod killed without notice loses its requests in flight, and its share of those until the checks fail", () => {
  expect(computeLostRequests({ requestsPerSecond: 60, pods: 6, inFlight: 4 })).toBe(4 + 10 * 25);
  expect(computeLostRequests({ requestsPerSecond: 0, pods: 1, inFlight: 0 })).toBe(0);
});

describe.each([2, 6, 30, 100])("with at most %d pods", (pods) => {
  let resources: readonly EvaluatedResource[];
  beforeAll(async () => {
    const changes = { apiReplicasMin: Math.min(pods, 2), apiReplicasMax: pods };
    resources = (await stackOf("prod", changes)).resources;
  });
  const find = (kind: string, name = "gallery-api") => {
    const found = resources.find((each) => each.type.endsWith(`:${kind}`) && each.name === name);
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  };
  const deployment = () => Object(find("Deployment").inputs.spec);

  test("no pod replaces another one before the load balancer sends requests to it", () => {
    expect(deployment().minReadySeconds).toBeGreaterThan(computeRegistration().max);
    expect(deployment().strategy.rollingUpdate.maxUnavailable).toBe(0);
  });

  test("a pod listens until the load balancer sends no more requests, and then has time to complete them", () => {
    const { terminationGracePeriodSeconds, containers } = deployment().template.spec;
    const drain = containers[0].lifecycle.preStop.sleep.seconds;
    const { SHUTDOWN_DELAY_SECONDS, SHUTDOWN_GRACE_SECONDS } = readConfig("web", {});
    expect(drain + SHUTDOWN_DELAY_SECONDS).toBeGreaterThan(computeDeregistration().max);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + SHUTDOWN_GRACE_SECONDS);
    expect(deregistrationDelaySeconds).toBeGreaterThan(SHUTDOWN_GRACE_SECONDS);
  });

  test("all pods of a spot instance end before it does, if their replacements start at once", () => {
    const { terminationGracePeriodSeconds } = deployment().template.spec;
    const { maxUnavailable } = Object(find("PodDisruptionBudget").inputs.spec);
    const allowed = Math.ceil((pods * Number.parseInt(maxUnavailable, 10)) / 100);
    // A node with a quarter of the pods: prod's pods are spread over three zones, with at least one node each.
    expect(allowed).toBeGreaterThanOrEqual(Math.floor(pods / 4));
    expect(terminationGracePeriodSeconds).toBeLessThan(spotNoticeSeconds);
  });

  test("the provider waits for all rounds of a rollout, and the Deployment for the slowest one", () => {
    const spec = deployment();
    const round = pod.nodeSeconds + pod.startupSeconds + spec.minReadySeconds;
    const surge = Math.ceil((pods * Number.parseInt(spec.strategy.rollingUpdate.maxSurge, 10)) / 100);
    expect(spec.progressDeadlineSeconds).toBeGreaterThan(round);
    const { create, update } = find("Deployment").customTimeouts ?? {};
    expect(create).toBe(update);
    expect(Number.parseInt(create ?? "0", 10)).toBeGreaterThanOrEqual(Math.ceil(pods / surge) * round);
    // 100 pods take as long as 4.
    expect(Number.parseInt(create ?? "0", 10)).toBeLessThanOrEqual(4 * round);
  });

  test("the quota has room for the pods of a rollout at the maximum, its new pods, and as many terminating ones", () => {
    const web = computeFigures(6).podsAtPeak;
    const migrations = 2;
    const quota = Number(Object(find("ResourceQuota", "gallery").inputs.spec).hard.pods);
    const surge = Math.ceil(pods / 4);
    expect(quota - web - migrations).toBeGreaterThanOrEqual(2 * pods + surge);
  });

  test("the load balancer checks, and keeps connections, as the model assumes", () => {
    const annotations = Object(find("Ingress", "gallery").inputs.metadata).annotations;
    const value = (name: string) => Number(annotations[`alb.ingress.kubernetes.io/${name}`]);
    const [interval, timeout] = [value("healthcheck-interval-seconds"), value("healthcheck-timeout-seconds")];
    expect(value("unhealthy-threshold-count") * interval + timeout).toBe(computeDetectionSeconds());
    const { controllerSeconds, propagationSeconds } = delays;
    expect(
      controllerSeconds.max + propagationSeconds.max + value("healthy-threshold-count") * interval + timeout,
    ).toBe(computeRegistration().max);
    expect(annotations["alb.ingress.kubernetes.io/target-group-attributes"]).toBe(
      `deregistration_delay.timeout_seconds=${deregistrationDelaySeconds}`,
    );
  });
});

test.each(["prod", "dev"])(
  "every part that the load balancer sends requests to in %s has the model's figures",
  async (stack) => {
    const { resources } = await stackOf(stack);
    const ingress = resources.find(({ type, name }) => type.endsWith(":Ingress") && name === "gallery");
    const paths = Object(ingress?.inputs.spec).rules.flatMap(
      ({ http }: { http: { paths: object[] } }) => http.paths,
    );
    const services = new Set<string>(
      paths.map(({ backend }: { backend: { service: { name: string } } }) => backend.service.name),
    );
    expect([...services].sort()).toEqual(["api", "web"]);
    for (const service of services) {
      const inputsOf = (kind: string) =>
        Object(
          resources.find(({ type, name }) => type.endsWith(`:${kind}`) && name === `gallery-${service}`)
            ?.inputs.spec,
        );
      const figures = computeFigures(inputsOf("HorizontalPodAutoscaler").maxReplicas);
      const { strategy, minReadySeconds, progressDeadlineSeconds, template } = inputsOf("Deployment");
      expect({ service, minReadySeconds, progressDeadlineSeconds, ...strategy.rollingUpdate }).toEqual({
        service,
        minReadySeconds: figures.minReadySeconds,
        progressDeadlineSeconds: figures.progressDeadlineSeconds,
        maxSurge: figures.maxSurge,
        maxUnavailable: 0,
      });
      expect(template.spec.terminationGracePeriodSeconds).toBe(figures.terminationGracePeriodSeconds);
      expect(template.spec.containers[0].lifecycle.preStop.sleep.seconds).toBe(figures.drainSeconds);
      expect(inputsOf("PodDisruptionBudget").maxUnavailable).toBe(figures.maxUnavailableOfEvictions);
    }
  },
);

test("a worker's rollout does not wait for the load balancer, and 100 pods fit its timeout", () => {
  const figures = computeWorkerFigures(100);
  expect(figures.minReadySeconds).toBeLessThan(computeRegistration().min + pod.startupSeconds);
  expect(figures.drainSeconds).toBe(0);
  const round = pod.nodeSeconds + pod.startupSeconds + figures.minReadySeconds;
  expect(figures.progressDeadlineSeconds).toBeGreaterThan(round);
  expect(figures.rolloutTimeoutSeconds).toBe(4 * round);
  expect(figures.podsAtPeak).toBe(2 * 100 + 25);
});

test("the time of a rollout does not grow with the number of pods", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (pods) => {
      const { rolloutTimeoutSeconds, minReadySeconds, podsAtPeak } = computeFigures(pods);
      const round = pod.nodeSeconds + pod.startupSeconds + minReadySeconds;
      expect(rolloutTimeoutSeconds).toBeGreaterThanOrEqual(round);
      expect(rolloutTimeoutSeconds).toBeLessThanOrEqual(4 * round);
      expect(podsAtPeak).toBeGreaterThan(2 * pods);
    }),
  );
});
