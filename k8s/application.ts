import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ApplicationArgs, ScheduledArgs, ServiceArgs, Size, WorkerArgs } from "./application-args";
import { createServingContainer, createSpreadConstraints, createWorkingContainer } from "./application-pods";
import { ApplicationPolicies } from "./application-policies";
import { Configuration } from "./configuration";
import { inheritDependsOn } from "./depends-on";
import { image as contract, createLabels, createSelector } from "./image";
import { createPodSpec } from "./pod";
import { podVersionLabel } from "./releases/analysis";
import type { Release } from "./releases/release";
import { createRollout } from "./releases/rollout";
import { servicePort } from "./releases/strategy";
import { defaultIngress } from "./routing";
import { computeFigures, computeWorkerFigures, type RolloutFigures } from "./target-health";

/** Target CPU utilization of the autoscaler, in percent of the request. */
const targetCpuPercent = 70;

/** The object that creates the pods, for the autoscaler. */
interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: "Deployment" | "Rollout";
}

/**
 * An application: its configuration, service account and network policies, and one of
 *
 * - with a port: a Deployment whose pods are spread over zones and nodes and whose rollouts never reduce the number of ready pods,
 *   with a Service, an autoscaler and a disruption budget. With `release`, a Rollout takes the place of the Deployment,
 * - without a port, a worker: the same without a Service,
 * - with a schedule: a CronJob.
 */
export class Application extends pulumi.ComponentResource {
  /** Name of the Service (ClusterIP, port `http`); empty without a port. */
  readonly service: pulumi.Output<string>;
  private readonly metadata: {
    name: string;
    namespace: pulumi.Input<string>;
    labels: Record<string, string>;
  };
  private readonly labels: Record<string, string>;

  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    // In stacks of version 0.1.0 its type is Workload, and the configuration is a resource beside it.
    super(
      "groundwork:k8s:Application",
      name,
      {},
      { ...opts, aliases: [{ type: "groundwork:k8s:Workload" }] },
    );
    this.labels = createLabels(args.name, args.partOf);
    this.metadata = { name: args.name, namespace: args.namespace, labels: this.labels };
    const configuration = new Configuration(
      name,
      { ...args, partOf: args.partOf },
      { parent: this, ...(opts?.parent === undefined ? {} : { aliases: [{ parent: opts.parent }] }) },
    );
    this.createPolicies(name, args);
    const account = this.createServiceAccount(name);
    if (args.schedule !== undefined) {
      this.createCronJob(name, args, configuration, account, opts);
      this.service = pulumi.output("");
    } else {
      const { target, service } = this.createPods(name, args, configuration, account, opts);
      this.service = service;
      this.createAutoscaler(name, args.size, target);
      this.createDisruptionBudget(name, args.size);
    }
    this.registerOutputs({ service: this.service });
  }

  private createPolicies(name: string, args: ApplicationArgs): void {
    const { connections, namespace, port } = args;
    if (connections === undefined) return;
    const metrics = args.schedule === undefined;
    new ApplicationPolicies(
      name,
      { application: args.name, namespace, port, metrics, connections },
      { parent: this },
    );
  }

  private createServiceAccount(name: string): k8s.core.v1.ServiceAccount {
    return new k8s.core.v1.ServiceAccount(
      name,
      { metadata: this.metadata, automountServiceAccountToken: false },
      { parent: this },
    );
  }

  /** Creates the pods, and the Service if there is a port. */
  private createPods(
    name: string,
    args: ServiceArgs | WorkerArgs,
    configuration: Configuration,
    account: k8s.core.v1.ServiceAccount,
    opts?: pulumi.ComponentResourceOptions,
  ): { target: ScaleTarget; service: pulumi.Output<string> } {
    const { min, max } = args.size.replicas;
    const figures = args.port === undefined ? computeWorkerFigures(max) : computeFigures(max);
    const pod = createPodSpec(
      { ...args, ...args.size, ...configuration, serviceAccountName: account.metadata.name },
      args.port === undefined ? createWorkingContainer() : createServingContainer(args.port, figures),
    );
    const template = {
      metadata: { labels: this.labels },
      spec: {
        ...pod,
        terminationGracePeriodSeconds: figures.terminationGracePeriodSeconds,
        topologySpreadConstraints: createSpreadConstraints(
          args.name,
          ...(args.release === undefined ? [] : [podVersionLabel]),
        ),
      },
    };
    if (args.release !== undefined)
      return this.createRollout(name, args.release, min, figures, template, opts);
    const deployment = this.createDeployment(name, figures, template, opts);
    return {
      target: { apiVersion: "apps/v1", kind: "Deployment" },
      service: args.port === undefined ? pulumi.output("") : this.createService(name, deployment),
    };
  }

  private createRollout(
    name: string,
    release: Release,
    replicas: number,
    figures: RolloutFigures,
    template: k8s.types.input.core.v1.PodTemplateSpec,
    opts?: pulumi.ComponentResourceOptions,
  ): { target: ScaleTarget; service: pulumi.Output<string> } {
    const { service } = createRollout(
      name,
      { release, replicas, figures, template, metadata: this.metadata, ingress: defaultIngress },
      { parent: this, ...inheritDependsOn(opts) },
    );
    return { target: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout" }, service };
  }

  private createDeployment(
    name: string,
    figures: RolloutFigures,
    template: k8s.types.input.core.v1.PodTemplateSpec,
    opts?: pulumi.ComponentResourceOptions,
  ): k8s.apps.v1.Deployment {
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
          selector: { matchLabels: createSelector(this.metadata.name) },
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxUnavailable: 0, maxSurge: figures.maxSurge },
          },
          minReadySeconds: figures.minReadySeconds,
          progressDeadlineSeconds: figures.progressDeadlineSeconds,
          revisionHistoryLimit: 5,
          template,
        },
      },
      // The provider waits for the rollout, by default 10 minutes for any number of pods.
      // https://www.pulumi.com/docs/iac/concepts/options/customtimeouts/
      { parent: this, ...inheritDependsOn(opts), customTimeouts: { create: timeout, update: timeout } },
    );
  }

  private createCronJob(
    name: string,
    args: ScheduledArgs,
    configuration: Configuration,
    account: k8s.core.v1.ServiceAccount,
    opts?: pulumi.ComponentResourceOptions,
  ): void {
    const pod = createPodSpec(
      { ...args, ...configuration, serviceAccountName: account.metadata.name },
      // The last log lines become the pod's termination message, which `kubectl describe` shows.
      { terminationMessagePolicy: "FallbackToLogsOnError" },
    );
    new k8s.batch.v1.CronJob(
      name,
      {
        metadata: this.metadata,
        spec: {
          schedule: args.schedule,
          timeZone: "Etc/UTC",
          // A run that is late by more than ten minutes is skipped, and two runs never overlap: the quota allows for one.
          startingDeadlineSeconds: 600,
          concurrencyPolicy: "Forbid",
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            spec: {
              backoffLimit: 1,
              activeDeadlineSeconds: args.timeoutSeconds,
              template: { metadata: { labels: this.labels }, spec: { ...pod, restartPolicy: "Never" } },
            },
          },
        },
      },
      { parent: this, ...inheritDependsOn(opts) },
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
            { name: "http", port: servicePort, targetPort: "http" },
            { name: "metrics", port: contract.metricsPort, targetPort: "metrics" },
          ],
        },
      },
      // The provider waits for the Service's endpoints, so the pods must exist first.
      { parent: this, dependsOn: deployment },
    ).metadata.name;
  }

  private createAutoscaler(name: string, { replicas }: Size, scaleTargetRef: ScaleTarget): void {
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
      name,
      {
        metadata: this.metadata,
        spec: {
          // Not the output of the resource: when the strategy changes, the new pods must have their number before the old ones end.
          scaleTargetRef: { ...scaleTargetRef, name: this.metadata.name },
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
