import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { after } from "./after";
import { image as contract, labelsOf, selectorOf } from "./image";
import { podSpec } from "./pod";
import type { Resources } from "./quota";

/** How large a workload is; the autoscaler moves between the bounds. */
export interface Size {
  /** Bounds of the autoscaler, both included. Pods are added and removed, nothing is replaced. */
  readonly replicas: { readonly min: number; readonly max: number };
  /** Of one pod. Changing them rolls the pods. */
  readonly resources: Resources;
}

export interface WorkloadArgs {
  /** What the image does, and the name of everything made here. Changing it replaces all of it. */
  readonly role: "api" | "web";
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** The gallery's image, by digest or by a version's tag. Changing it rolls the pods. */
  readonly image: string;
  /** Its environment variables. Changing them rolls the pods. */
  readonly environment: pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[];
  /** How many pods of which size. */
  readonly size: Size;
}

/** Seconds that a pod goes on serving after its end was decided, so that load balancers stop sending to it first. */
const drainSeconds = 15;
/** Seconds that the process then has for the requests in flight (the application's SHUTDOWN_GRACE_SECONDS is 25). */
const shutdownSeconds = 30;
/** CPU use, in percent of the request, that the autoscaler aims at. */
const targetCpuPercent = 70;

/**
 * A part of the gallery that serves HTTP: a Deployment that never has fewer pods serving than wanted, spread over
 * zones and nodes, with its own service account, Service, autoscaler and disruption budget.
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
    this.metadata = { name: args.role, namespace: args.namespace, labels: labelsOf(args.role) };
    const account = this.createServiceAccount(name);
    const deployment = this.createDeployment(name, args, account, opts);
    this.service = this.createService(name, deployment);
    this.createAutoscaler(name, args.size, deployment);
    this.createDisruptionBudget(name);
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
    const pod = podSpec(
      { ...args, ...args.size, serviceAccountName: account.metadata.name },
      servingContainer(),
    );
    return new k8s.apps.v1.Deployment(
      name,
      {
        metadata: {
          ...this.metadata,
          // After a `kubectl rollout undo` the fields are kubectl's, and an `up` would refuse to touch them.
          // https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
          annotations: { "pulumi.com/patchForce": "true" },
        },
        spec: {
          // No `replicas`: the autoscaler owns that number, and an `up` must not put it back.
          selector: { matchLabels: selectorOf(args.role) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          minReadySeconds: 2,
          progressDeadlineSeconds: 300,
          revisionHistoryLimit: 5,
          template: {
            metadata: { labels: labelsOf(args.role) },
            spec: {
              ...pod,
              terminationGracePeriodSeconds: drainSeconds + shutdownSeconds,
              topologySpreadConstraints: spread(args.role),
            },
          },
        },
      },
      { parent: this, ...after(opts) },
    );
  }

  private createService(name: string, deployment: k8s.apps.v1.Deployment): pulumi.Output<string> {
    return new k8s.core.v1.Service(
      name,
      {
        metadata: this.metadata,
        spec: {
          type: "ClusterIP",
          selector: selectorOf(this.metadata.name),
          ports: [
            { name: "http", port: 80, targetPort: "http" },
            { name: "metrics", port: contract.metricsPort, targetPort: "metrics" },
          ],
        },
      },
      // The provider waits for a Service's endpoints, so there have to be pods first.
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
            // Up at once, by as much as doubling; down one pod a minute, after five quiet minutes.
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

  private createDisruptionBudget(name: string): void {
    new k8s.policy.v1.PodDisruptionBudget(
      name,
      {
        metadata: this.metadata,
        spec: {
          // Counted in pods that may be missing: a budget of pods that must stay blocks every drain at one replica.
          maxUnavailable: 1,
          // A pod that is not ready protects nobody and must not hold up a drain.
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchLabels: selectorOf(this.metadata.name) },
        },
      },
      { parent: this },
    );
  }
}

function servingContainer(): Partial<k8s.types.input.core.v1.Container> {
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, timeoutSeconds: 2 });
  return {
    ports: [
      { name: "http", containerPort: contract.httpPort },
      { name: "metrics", containerPort: contract.metricsPort },
    ],
    // A minute to start; only then do the others count.
    startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: 30 },
    readinessProbe: { ...probe("/readyz"), periodSeconds: 5, failureThreshold: 2 },
    // Says only that the process is alive: a database that is down must not restart every pod.
    livenessProbe: { ...probe("/healthz"), periodSeconds: 10, failureThreshold: 3 },
    // The kubelet sleeps; the image needs no shell for it.
    // https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
  };
}

/** Even over zones as a rule, over nodes as a wish; counted for each version apart, so that a rollout ends balanced. */
function spread(role: string): k8s.types.input.core.v1.TopologySpreadConstraint[] {
  const common = {
    maxSkew: 1,
    labelSelector: { matchLabels: selectorOf(role) },
    matchLabelKeys: ["pod-template-hash"],
    // A zone whose nodes are cordoned or unreachable does not count, so that it cannot hold up the others.
    nodeTaintsPolicy: "Honor",
  };
  return [
    { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
