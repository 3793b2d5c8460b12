import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "./depends-on";
import { image as contract, createLabels, createSelector } from "./image";
import { createPodSpec } from "./pod";
import type { Resources } from "./quota";
import type { SecretFiles } from "./secret-files";
import { computeFigures, pod as podTimes, type RolloutFigures } from "./target-health";

/** Number and resources of a workload's pods. */
export interface Size {
  /**
   * Minimum and maximum of the autoscaler, both included. Changes are applied in place.
   *
   * @example { min: 2, max: 4 }
   */
  readonly replicas: { readonly min: number; readonly max: number };
  /** Resource requests and limits of one pod. Changing them rolls out new pods. */
  readonly resources: Resources;
}

/** Arguments of {@link Workload}. */
export interface WorkloadArgs {
  /** Part of the gallery to run, and the name of all objects. Changing it replaces all of them. */
  readonly role: "api" | "web";
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** Image of the gallery, by digest or by the tag of one version. Changing it rolls out new pods. */
  readonly image: string;
  /** Sources of the environment variables. Changing them rolls out new pods. */
  readonly environment: pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[];
  /**
   * Secrets that the containers read from files. Changing them rolls out new pods.
   *
   * @default none
   */
  readonly secretFiles?: SecretFiles | undefined;
  /** Number and resources of the pods. */
  readonly size: Size;
}

/** Target CPU utilization of the autoscaler, in percent of the request. */
const targetCpuPercent = 70;

/**
 * A part of the gallery that serves HTTP: a Deployment whose pods are spread over zones and nodes and whose rollouts never
 * reduce the number of ready pods, with a service account, Service, autoscaler and disruption budget.
 */
export class Workload extends pulumi.ComponentResource {
  /** Name of the Service (ClusterIP, port `http`). */
  readonly service: pulumi.Output<string>;
  private readonly metadata: {
    name: string;
    namespace: pulumi.Input<string>;
    labels: Record<string, string>;
  };

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Workload", name, {}, opts);
    this.metadata = { name: args.role, namespace: args.namespace, labels: createLabels(args.role) };
    const account = this.createServiceAccount(name);
    const deployment = this.createDeployment(name, args, account, opts);
    this.service = this.createService(name, deployment);
    this.createAutoscaler(name, args.size, deployment);
    this.createDisruptionBudget(name, args.size);
    this.registerOutputs({ service: this.service });
  }

  private createServiceAccount(name: string): k8s.core.v1.ServiceAccount {
    return new k8s.core.v1.ServiceAccount(
      name,
      { metadata: this.metadata, automountServiceAccountToken: false },
      { parent: this },
    );
  }

  private createDeployment(
    name: string,
    args: WorkloadArgs,
    account: k8s.core.v1.ServiceAccount,
    opts?: pulumi.ComponentResourceOptions,
  ): k8s.apps.v1.Deployment {
    const figures = computeFigures(args.size.replicas.max);
    const pod = createPodSpec(
      { ...args, ...args.size, serviceAccountName: account.metadata.name },
      createServingContainer(figures),
    );
    const timeout = `${figures.rolloutTimeoutSeconds}s`;
    return new k8s.apps.v1.Deployment(
      name,
      {
        metadata: {
          ...this.metadata,
          // After `kubectl rollout undo`, kubectl owns the changed fields, and `up` would fail with a conflict.
          // https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
          annotations: { "pulumi.com/patchForce": "true" },
        },
        spec: {
          // No `replicas`: the autoscaler manages the number, and `up` must not reset it.
          selector: { matchLabels: createSelector(args.role) },
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxUnavailable: 0, maxSurge: figures.maxSurge },
          },
          minReadySeconds: figures.minReadySeconds,
          progressDeadlineSeconds: figures.progressDeadlineSeconds,
          revisionHistoryLimit: 5,
          template: {
            metadata: { labels: createLabels(args.role) },
            spec: {
              ...pod,
              terminationGracePeriodSeconds: figures.terminationGracePeriodSeconds,
              topologySpreadConstraints: createSpreadConstraints(args.role),
            },
          },
        },
      },
      // The provider waits for the rollout, by default 10 minutes for any number of pods.
      // https://www.pulumi.com/docs/iac/concepts/options/customtimeouts/
      { parent: this, ...inheritDependsOn(opts), customTimeouts: { create: timeout, update: timeout } },
    );
  }

  private createService(name: string, deployment: k8s.apps.v1.Deployment): pulumi.Output<string> {
    return new k8s.core.v1.Service(
      name,
      {
        metadata: this.metadata,
        spec: {
          type: "ClusterIP",
          selector: createSelector(this.metadata.name),
          ports: [
            { name: "http", port: 80, targetPort: "http" },
            { name: "metrics", port: contract.metricsPort, targetPort: "metrics" },
          ],
        },
      },
      // The provider waits for the Service's endpoints, so the pods must exist first.
      { parent: this, dependsOn: deployment },
    ).metadata.name;
  }

  private createAutoscaler(name: string, { replicas }: Size, deployment: k8s.apps.v1.Deployment): void {
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
      name,
      {
        metadata: this.metadata,
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
          minReplicas: replicas.min,
          maxReplicas: replicas.max,
          metrics: [
            {
              type: "Resource",
              resource: {
                name: "cpu",
                target: { type: "Utilization", averageUtilization: targetCpuPercent },
              },
            },
          ],
          behavior: {
            // Scales up immediately, at most to twice the number of pods every 30 seconds. Scales down by one pod per
            // minute, based on the highest recommendation of the last five minutes.
            scaleUp: {
              stabilizationWindowSeconds: 0,
              policies: [{ type: "Percent", value: 100, periodSeconds: 30 }],
            },
            scaleDown: {
              stabilizationWindowSeconds: 300,
              policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
            },
          },
        },
      },
      { parent: this },
    );
  }

  private createDisruptionBudget(name: string, { replicas }: Size): void {
    new k8s.policy.v1.PodDisruptionBudget(
      name,
      {
        metadata: this.metadata,
        spec: {
          // Not minAvailable: with one replica, it would block every drain. A share is rounded up, so it is at least one pod. All
          // pods of a spot instance must end within two minutes, however many run on it.
          maxUnavailable: computeFigures(replicas.max).maxUnavailableOfEvictions,
          // Allows evicting pods that are not ready, so that they do not block a drain.
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchLabels: createSelector(this.metadata.name) },
        },
      },
      { parent: this },
    );
  }
}

function createServingContainer({
  drainSeconds,
}: RolloutFigures): Partial<k8s.types.input.core.v1.Container> {
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, timeoutSeconds: 2 });
  return {
    ports: [
      { name: "http", containerPort: contract.httpPort },
      { name: "metrics", containerPort: contract.metricsPort },
    ],
    // The container has one minute to start. The other probes begin after that.
    startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: podTimes.startupSeconds / 2 },
    readinessProbe: { ...probe("/readyz"), periodSeconds: 5, failureThreshold: 2 },
    // Checks the process only: an outage of the database must not restart all pods.
    livenessProbe: { ...probe("/healthz"), periodSeconds: 10, failureThreshold: 3 },
    // The kubelet runs this handler, so the image needs no `sleep` command.
    // https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
  };
}

/**
 * Requires an even spread over zones and prefers one over nodes. Each version is counted separately, so that the pods are
 * balanced after a rollout.
 */
function createSpreadConstraints(role: string): k8s.types.input.core.v1.TopologySpreadConstraint[] {
  const common = {
    maxSkew: 1,
    labelSelector: { matchLabels: createSelector(role) },
    matchLabelKeys: ["pod-template-hash"],
    // Ignores zones whose nodes are cordoned or unreachable, so that they do not block scheduling in the others.
    nodeTaintsPolicy: "Honor",
  };
  return [
    { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
