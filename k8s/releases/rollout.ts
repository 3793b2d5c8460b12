import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { image as contract, createSelector } from "../image";
import { namespace as monitoringNamespace } from "../monitoring/values/common";
import type { RolloutFigures } from "../target-health";
import { buildAnalysisSpec } from "./analysis";
import { computeReleaseSeconds, markSpec, Rollout, requireCompleted, waitForEnd } from "./completion";
import type { Release } from "./release";
import { buildStrategy, servicePort, versionServices } from "./strategy";

const apiVersion = "argoproj.io/v1alpha1";

/** The Service of Prometheus as the controller reaches it. */
const platformsPrometheus = `http://monitoring-prometheus.${monitoringNamespace}:9090`;

/** Arguments of {@link createRollout}. */
export interface RolloutArgs {
  readonly release: Release;
  /** Ingress whose annotation has the weights. */
  readonly ingress: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
  };
  /** Number of pods until the autoscaler sets it. */
  readonly replicas: number;
  readonly figures: RolloutFigures;
  readonly template: k8s.types.input.core.v1.PodTemplateSpec;
  /**
   * URL of Prometheus, as the controller reaches it.
   *
   * @default the platform's
   */
  readonly prometheusUrl?: string;
}

/** The Rollout and the name of the Service to which the Ingress's rules refer. */
export interface CreatedRollout {
  readonly rollout: k8s.apiextensions.CustomResource;
  readonly service: pulumi.Output<string>;
}

/**
 * Creates a Rollout in place of a Deployment, with a Service for each of two versions, one for both, and the queries that decide.
 *
 * `up` ends when the version gets all requests, and fails if its release was aborted or is paused: completion.ts.
 */
export function createRollout(
  name: string,
  args: RolloutArgs,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): CreatedRollout {
  const { metadata, release, figures } = args;
  const { parent } = opts;
  const before = [opts.dependsOn ?? []].flat();
  const isController = (each: unknown) => each instanceof k8s.helm.v3.Release;
  const services = [metadata.name, ...versionServices(metadata.name)].map((service) =>
    createVersionService(`${name}${service.slice(metadata.name.length)}`, service, args, { parent }),
  );
  const analysis = new k8s.apiextensions.CustomResource(
    name,
    {
      ...{ apiVersion, kind: "AnalysisTemplate", metadata },
      spec: buildAnalysisSpec(release.verdict, release.requests, args.prometheusUrl ?? platformsPrometheus),
    },
    { parent, dependsOn: before.filter(isController) as pulumi.Resource[] },
  );
  const objects = { ingress: args.ingress, service: metadata.name, analysisTemplate: metadata.name };
  const timeout = `${computeReleaseSeconds(release, figures)}s`;
  const spec = {
    selector: { matchLabels: createSelector(metadata.name) },
    strategy: buildStrategy(release, objects, figures.drainSeconds),
    minReadySeconds: figures.minReadySeconds,
    progressDeadlineSeconds: figures.progressDeadlineSeconds,
    progressDeadlineAbort: true,
    revisionHistoryLimit: 5,
    template: args.template,
  };
  const mark = pulumi.output<object>(spec).apply(markSpec);
  const rollout = new Rollout(
    name,
    {
      ...{ apiVersion, kind: "Rollout" },
      metadata: {
        ...metadata,
        annotations: {
          // After `kubectl argo rollouts undo`, kubectl owns the changed fields, and `up` would fail with a conflict.
          "pulumi.com/patchForce": "true",
          "pulumi.com/waitFor": mark.apply(waitForEnd),
        },
      },
      // An autoscaler cannot scale a Rollout without a number.
      spec: { replicas: args.replicas, restartAt: mark, ...spec },
    },
    {
      parent,
      // The queries are created after the controller, with which their type comes.
      dependsOn: [
        ...services,
        analysis,
        ...(before.filter((each) => !isController(each)) as pulumi.Resource[]),
      ],
      // The autoscaler manages the number, and `up` must not reset it.
      ignoreChanges: ["spec.replicas"],
      customTimeouts: { create: timeout, update: timeout },
    },
  );
  requireCompleted(metadata.name, rollout.status);
  const [root] = services;
  return { rollout, service: root?.metadata.name ?? pulumi.output(metadata.name) };
}

/** The controller adds the hash of a version to the selectors of the Services of the two versions. */
function createVersionService(
  name: string,
  service: string,
  { metadata }: RolloutArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    name,
    {
      metadata: {
        ...metadata,
        name: service,
        // The provider would wait for endpoints. The pods come later, and one of the two Services has none between releases.
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        type: "ClusterIP",
        selector: createSelector(metadata.name),
        ports: [
          { name: "http", port: servicePort, targetPort: "http" },
          { name: "metrics", port: contract.metricsPort, targetPort: "metrics" },
        ],
      },
    },
    opts,
  );
}
