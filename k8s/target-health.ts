/**
 * How long an Application Load Balancer needs to notice a pod, and the figures of a Deployment that follow. Auto Mode offers
 * no readiness gate (https://github.com/aws/containers-roadmap/issues/2511), so a rollout does not wait for the load
 * balancer: the figures have to cover its delays. tests/k8s/target-health.test.ts holds the manifests and these functions
 * together; `npm run test:rollouts` measures both.
 */

/** The fast and the slow end of a delay, in seconds. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Delays of the load balancer that no setting changes. */
export const delays = {
  /**
   * From the change of a pod's readiness to the call that registers or deregisters it: the EndpointSlice controller and the
   * load balancer controller act on changes. The controller "starts deregistering immediately":
   * https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2070. The slow end allows for throttled calls.
   */
  controllerSeconds: { min: 1, max: 10 },
  /**
   * From that call until all nodes of the load balancer act on it. AWS publishes no figure. Reports of what a terminating pod
   * must wait, including the controller: 5 s is not enough, 25 s was for one user
   * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1064); 15 s is not enough
   * (https://github.com/alphagov/govuk-helm-charts/pull/2202, which sets 60 s); with 40 s there are very few errors, with 70 s
   * none (https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2106). A Network Load Balancer needs longer:
   * AWS measured an outage of 127 s with two replicas, without a gate
   * (https://aws.amazon.com/cn/blogs/china/use-the-readiness-gate-to-solve-the-service-interruption-caused-by-the-rolling-upgrade-of-eks-pod/).
   */
  propagationSeconds: { min: 1, max: 50 },
} as const satisfies Record<string, Range>;

/**
 * Settings of the target group's health check (routing.ts).
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const healthCheck = {
  intervalSeconds: 10,
  timeoutSeconds: 5,
  /** AWS: one pass is enough for a new target. The slow end counts as many as a target that was unhealthy needs. */
  healthyThreshold: 2,
  unhealthyThreshold: 2,
} as const;

/** What a part of the gallery needs. */
export const pod = {
  /** The startup probe kills a container that does not start in this time. */
  startupSeconds: 60,
  /** A node that Auto Mode adds for the pod is ready in this time. */
  nodeSeconds: 120,
  /** After SIGTERM, the process completes its requests (SHUTDOWN_GRACE_SECONDS of the application is 25), and exits. */
  shutdownSeconds: 30,
} as const;

/**
 * The load balancer keeps the connections of a deregistered target for this time: the process completes its requests in it.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
 */
export const deregistrationDelaySeconds = pod.shutdownSeconds;

/** From the interruption notice to the end of a spot instance. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
export const spotNoticeSeconds = 120;

/** From a pod's readiness until the load balancer sends requests to it. */
export function computeRegistration(): Range {
  const { intervalSeconds, timeoutSeconds, healthyThreshold } = healthCheck;
  const { controllerSeconds, propagationSeconds } = delays;
  return {
    // One pass, immediately.
    min: controllerSeconds.min + propagationSeconds.min,
    // The first check is one interval late, and the last one takes as long as it may.
    max: controllerSeconds.max + propagationSeconds.max + healthyThreshold * intervalSeconds + timeoutSeconds,
  };
}

/** From the decision to end a pod until the load balancer sends no more requests to it. */
export function computeDeregistration(): Range {
  const { controllerSeconds, propagationSeconds } = delays;
  return {
    min: controllerSeconds.min + propagationSeconds.min,
    max: controllerSeconds.max + propagationSeconds.max,
  };
}

/** From the failure of a target that the load balancer checks until it sends no more requests to it. */
export function computeDetectionSeconds(): number {
  const { intervalSeconds, timeoutSeconds, unhealthyThreshold } = healthCheck;
  return unhealthyThreshold * intervalSeconds + timeoutSeconds;
}

/**
 * The largest number of requests that fail when one of some pods is killed without notice: those in flight at this moment, and
 * those sent to it until the checks have failed.
 */
export function computeLostRequests(args: {
  readonly requestsPerSecond: number;
  readonly pods: number;
  /** Requests in flight to one pod. */
  readonly inFlight: number;
}): number {
  return Math.ceil(args.inFlight + (args.requestsPerSecond / args.pods) * computeDetectionSeconds());
}

/** Share of the pods that a rollout adds, and that an eviction of a node may stop, at the same time. */
const share = 25;

/** The figures of a Deployment and of what belongs to it. */
export interface RolloutFigures {
  /** A new pod counts as available after this time: the load balancer then sends requests to it. */
  readonly minReadySeconds: number;
  /** A terminating pod keeps listening for this time: the load balancer then sends no more requests to it. */
  readonly drainSeconds: number;
  /** From the decision to end a pod until it is killed. */
  readonly terminationGracePeriodSeconds: number;
  /** A rollout that makes no progress in this time has failed. */
  readonly progressDeadlineSeconds: number;
  /** New pods that exist at the same time, as a share of all: the time of a rollout does not depend on their number. */
  readonly maxSurge: string;
  /** Pods that evictions stop at the same time, as a share of all. */
  readonly maxUnavailableOfEvictions: string;
  /** The provider waits this long for a rollout of the maximum number of pods. */
  readonly rolloutTimeoutSeconds: number;
  /** Pods that exist at the same time, at most: serving, new, and terminating. */
  readonly podsAtPeak: number;
}

/** Computes the figures for at most `pods` pods that no load balancer sends requests to. */
export function computeWorkerFigures(pods: number): RolloutFigures {
  const minReadySeconds = 10;
  const roundSeconds = pod.nodeSeconds + pod.startupSeconds + minReadySeconds;
  return {
    ...computeFigures(pods),
    minReadySeconds,
    drainSeconds: 0,
    terminationGracePeriodSeconds: pod.shutdownSeconds,
    progressDeadlineSeconds: roundSeconds + 30,
    rolloutTimeoutSeconds: Math.ceil(pods / Math.ceil((pods * share) / 100)) * roundSeconds,
  };
}

/** Computes the figures for at most `pods` pods that serve requests of the load balancer. */
export function computeFigures(pods: number): RolloutFigures {
  const margin = 5;
  const drainSeconds = computeDeregistration().max;
  const minReadySeconds = computeRegistration().max + margin;
  // The slowest round of a rollout: every new pod needs a new node, and starts as slowly as its probe allows.
  const roundSeconds = pod.nodeSeconds + pod.startupSeconds + minReadySeconds;
  const surge = Math.ceil((pods * share) / 100);
  return {
    minReadySeconds,
    drainSeconds,
    terminationGracePeriodSeconds: drainSeconds + pod.shutdownSeconds,
    // Each pod that becomes ready or available is progress.
    progressDeadlineSeconds: roundSeconds + 30,
    maxSurge: `${share}%`,
    maxUnavailableOfEvictions: `${share}%`,
    rolloutTimeoutSeconds: Math.ceil(pods / surge) * roundSeconds,
    // All pods of the previous version can still be terminating when a rollout begins, for example after a rollback.
    podsAtPeak: 2 * pods + surge,
  };
}
