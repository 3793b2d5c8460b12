/** The strategy of a Rollout: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
import { formatDuration } from "../monitoring/rules/timing";
import { versionArguments } from "./analysis";
import type { Release, ReleaseStep } from "./release";

/** Names of the objects that a release uses. */
export interface ReleaseObjects {
  /** Ingress whose annotation has the weights. */
  readonly ingress: string;
  /** Service that the Ingress's rules name, with the port `use-annotation`. */
  readonly service: string;
  readonly analysisTemplate: string;
}

/** Port of each Service of an application. */
export const servicePort = 80;

/** The Services of the two versions. They change roles with each release. */
export function versionServices(service: string): readonly [string, string] {
  return [`${service}-ping`, `${service}-pong`];
}

/**
 * The weights before the controller writes its own: the Service of both versions gets all requests. The load balancer checks the health of
 * targets with the weight 0 too, so that those of the two versions are healthy when they get requests.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions
 */
export function buildFirstAction(service: string): string {
  const [ping, pong] = versionServices(service);
  // A target group belongs to a Service and to the port as it is written: the Ingress's rules have `http`, and the controller writes a number.
  const groups = [
    { ServiceName: service, ServicePort: "http", Weight: 100 },
    ...[ping, pong].map((each) => ({ ServiceName: each, ServicePort: String(servicePort), Weight: 0 })),
  ];
  return JSON.stringify({ Type: "forward", ForwardConfig: { TargetGroups: groups } });
}

/**
 * Builds the strategy. The two versions have a Service each, whose pods stay the same while it gets requests (`pingPong`): if the selector of a
 * Service changed at the end, a load balancer with targets of type `ip` would have no healthy targets until the pods are registered.
 * https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/alb/#zero-downtime-updates-with-ping-pong-feature
 *
 * blueGreen starts all pods of the new version before it gets requests. In both strategies, the pods of the running version stay until the
 * last verdict, so the way back is a change of the weights.
 *
 * @param drainSeconds until the load balancer sends no more requests to pods that it should not use
 */
export function buildStrategy(
  { strategy, steps, trialSeconds = 0 }: Pick<Release, "strategy" | "steps" | "trialSeconds">,
  { ingress, service, analysisTemplate }: ReleaseObjects,
  drainSeconds: number,
): object {
  const [pingService, pongService] = versionServices(service);
  const analysis = {
    templates: [{ templateName: analysisTemplate }],
    args: [
      { name: versionArguments.next, valueFrom: { podTemplateHashValue: "Latest" } },
      { name: versionArguments.current, valueFrom: { podTemplateHashValue: "Stable" } },
    ],
  };
  const perform = ({ weightPercent, seconds }: ReleaseStep) => [
    { setWeight: weightPercent },
    { pause: { duration: formatDuration(seconds) } },
    { analysis },
  ];
  return {
    canary: {
      pingPong: { pingService, pongService },
      trafficRouting: { alb: { ingress, rootService: service, servicePort } },
      // Pods that get no more weight stay until the load balancer acts on it.
      abortScaleDownDelaySeconds: drainSeconds,
      scaleDownDelaySeconds: drainSeconds,
      steps: [...prepare(strategy, steps, trialSeconds), ...steps.flatMap(perform)],
    },
  };
}

/** The steps before the new version gets requests. */
function prepare(
  strategy: Release["strategy"],
  [first]: readonly ReleaseStep[],
  trialSeconds: number,
): object[] {
  const isBlueGreen = strategy === "blueGreen";
  if (trialSeconds === 0 && !isBlueGreen) return [];
  return [
    { setCanaryScale: { weight: isBlueGreen ? 100 : first?.weightPercent } },
    ...(trialSeconds === 0 ? [] : [{ pause: { duration: formatDuration(trialSeconds) } }]),
    // From here on, the number of pods follows the share of the requests.
    ...(isBlueGreen ? [] : [{ setCanaryScale: { matchTrafficWeight: true } }]),
  ];
}
