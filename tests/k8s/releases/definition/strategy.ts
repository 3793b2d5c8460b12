/** The strategy of a Rollout: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
import { formatDuration } from "../../../../k8s/monitoring/rules/timing";
import { versionArguments } from "./analysis";
import type { ReleasePlan } from "./release";

/** Names of the objects that a release uses. */
export interface ReleaseObjects {
  /** Ingress whose annotation has the weights. */
  readonly ingress: string;
  /** Service that the Ingress's rules name, with the port `use-annotation`. */
  readonly service: string;
  readonly analysisTemplate: string;
}

/** The Services of the two versions. They change roles with each release. */
export function versionServices(service: string): readonly [string, string] {
  return [`${service}-ping`, `${service}-pong`];
}

/**
 * Builds the strategy. Both strategies divide the requests by the weights of the load balancer: a Service whose selector changes,
 * as in the controller's own `blueGreen`, would leave a load balancer with targets of type `ip` without healthy targets until the new pods
 * are registered. For the same reason, the Services keep their versions to the end (`pingPong`).
 * https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/alb/#zero-downtime-updates-with-ping-pong-feature
 *
 * @param drainSeconds until the load balancer sends no more requests to pods that it should not use
 */
export function buildStrategy(
  { strategy, steps }: ReleasePlan,
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
  return {
    canary: {
      pingPong: { pingService, pongService },
      trafficRouting: { alb: { ingress, rootService: service, servicePort: 80 } },
      // Pods that get no more weight stay until the load balancer acts on it.
      abortScaleDownDelaySeconds: drainSeconds,
      scaleDownDelaySeconds: drainSeconds,
      steps: [
        ...(strategy === "blueGreen" ? [{ setCanaryScale: { weight: 100 } }] : []),
        ...steps.flatMap(({ weightPercent, seconds }) => [
          { setWeight: weightPercent },
          { pause: { duration: formatDuration(seconds) } },
          { analysis },
        ]),
      ],
    },
  };
}
