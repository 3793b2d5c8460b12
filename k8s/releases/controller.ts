import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "../depends-on";
import { createSelector } from "../image";
import { namespace as monitoringNamespace, spreadOverZones } from "../monitoring/values/common";
import { createResources } from "../monitoring/values/prometheus";
import { Namespace } from "../namespace";
import { computeQuota } from "../quota";
import { defaultIngress } from "../routing";
import { controllerMetricsPort, controllerName, listControllerRoles } from "./controller-access";

/**
 * The chart has the types and the Deployment. `image` is the version that `npm run test:releases` runs
 * (packages/testbed/argo-rollouts/module/go.mod). https://github.com/argoproj/argo-helm/tree/main/charts/argo-rollouts
 */
const chart = {
  name: "argo-rollouts",
  version: "2.41.0",
  repository: "https://argoproj.github.io/argo-helm",
  image: "v1.10.1",
} as const;

/** Arguments of {@link ReleaseController}. Changes are applied in place unless noted otherwise. */
export interface ReleaseControllerArgs {
  /** The namespace of the applications, once it exists. Changing it replaces the role in it. */
  readonly applicationsNamespace: pulumi.Input<string>;
  /** Its name. */
  readonly applicationsName: string;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
  /** Address of the Service of the Kubernetes API as an IPv4 block. */
  readonly apiCidr: pulumi.Input<string>;
  /** IPv4 blocks of the subnets of the Kubernetes API's network interfaces. */
  readonly nodeCidrs: pulumi.Input<readonly string[]>;
}

/** The resources of one pod of the controller. */
const resources = createResources("50m", "256Mi");
const replicas = 2;

/**
 * The controller of Argo Rollouts, which performs releases, in the namespace `argo-rollouts`. Its permissions are those of
 * controller-access.ts instead of the chart's. Two pods elect a leader, and a disruption budget keeps one of them.
 */
export class ReleaseController extends pulumi.ComponentResource {
  /** Rollouts are created after it. */
  readonly installed: k8s.helm.v3.Release;

  constructor(name: string, args: ReleaseControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:ReleaseController", name, {}, opts);
    const { namespace } = new Namespace(
      name,
      {
        name: controllerName,
        dnsCidr: args.dnsCidr,
        // A rolling update of the controller adds a pod, and ends pods that still terminate.
        quota: computeQuota([
          {
            pods: 2 * replicas + 1,
            resources: {
              requests: { cpuMillicores: 50, memoryMiB: 256 },
              limits: { cpuMillicores: 200, memoryMiB: 256 },
            },
          },
        ]),
      },
      { parent: this, ...inheritDependsOn(opts) },
    );
    const policy = this.createPolicy(name, args, namespace);
    const access = this.createAccess(name, args, namespace);
    this.installed = this.install(name, args, namespace, [policy, ...access]);
    this.registerOutputs({});
  }

  private createPolicy(
    name: string,
    { apiCidr, nodeCidrs }: ReleaseControllerArgs,
    namespace: pulumi.Output<string>,
  ): pulumi.Resource {
    const prometheus = {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": monitoringNamespace } },
      podSelector: { matchLabels: createSelector("prometheus") },
    };
    const toApi = pulumi
      .all([apiCidr, nodeCidrs])
      .apply(([api, nodes]) => [api, ...nodes].map((cidr) => ({ ipBlock: { cidr } })));
    return new k8s.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { name: controllerName, namespace },
        spec: {
          podSelector: { matchLabels: createSelector(controllerName) },
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [prometheus], ports: [{ protocol: "TCP", port: controllerMetricsPort }] }],
          egress: [
            { to: [prometheus], ports: [{ protocol: "TCP", port: 9090 }] },
            { to: toApi, ports: [{ protocol: "TCP", port: 443 }] },
          ],
        },
      },
      { parent: this },
    );
  }

  private createAccess(
    name: string,
    { applicationsNamespace, applicationsName }: ReleaseControllerArgs,
    own: pulumi.Output<string>,
  ): pulumi.Resource[] {
    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata: { name: controllerName, namespace: own } },
      { parent: this },
    );
    return listControllerRoles(applicationsName).map((role) => {
      const namespace = role.namespace === controllerName ? own : applicationsNamespace;
      const metadata = { name: role.name, namespace };
      const resource = role.namespace === controllerName ? `${name}-own` : name;
      const created = new k8s.rbac.v1.Role(resource, { metadata, rules: role.rules }, { parent: this });
      return new k8s.rbac.v1.RoleBinding(
        resource,
        {
          metadata,
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: created.metadata.name },
          subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: own }],
        },
        { parent: this },
      );
    });
  }

  private install(
    name: string,
    { applicationsName }: ReleaseControllerArgs,
    namespace: pulumi.Output<string>,
    dependsOn: pulumi.Resource[],
  ): k8s.helm.v3.Release {
    return new k8s.helm.v3.Release(
      name,
      {
        ...{ name: controllerName, chart: chart.name, version: chart.version, namespace },
        repositoryOpts: { repo: chart.repository },
        // With atomic, a failed upgrade would remove the types, and with them all Rollouts: docs/decisions/0035.
        atomic: false,
        timeout: 300,
        maxHistory: 5,
        values: buildControllerValues(applicationsName),
      },
      { parent: this, dependsOn },
    );
  }
}

/** Builds the values of the chart. Rollouts survive the removal of the chart, because it keeps the types. */
export function buildControllerValues(applicationsNamespace: string) {
  return {
    keepCRDs: true,
    // The roles are those of controller-access.ts.
    createClusterAggregateRoles: false,
    serviceAccount: { create: false, name: controllerName },
    controller: {
      createClusterRole: false,
      replicas,
      image: { tag: chart.image },
      resources,
      logging: { format: "json" },
      extraArgs: [
        "--namespaced",
        `--namespace=${applicationsNamespace}`,
        `--alb-ingress-classes=${defaultIngress}`,
      ],
      pdb: { enabled: true, minAvailable: 1 },
      topologySpreadConstraints: spreadOverZones(controllerName),
    },
  };
}
