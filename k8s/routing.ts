import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RouteOf } from "./other-application";
import { buildFirstAction } from "./releases/strategy";
import { deregistrationDelaySeconds, healthCheck } from "./target-health";

/** Name of the gallery's Ingress and of its class. */
export const defaultIngress = "gallery";

/** Arguments of {@link Routing}. */
export interface RoutingArgs {
  /** Namespace of the Ingress. Changing it replaces the Ingress and its load balancer. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Name of the Ingress, and of its class, which no other load balancer of the cluster has. Changing it replaces the load balancer.
   *
   * @default "gallery"
   */
  readonly name?: string;
  /**
   * Names of the Services that receive the requests. Without `api`, all requests go to `web`. Changes are applied in place.
   *
   * @default only the routes
   */
  readonly services?: { readonly api?: pulumi.Input<string>; readonly web: pulumi.Input<string> } | undefined;
  /**
   * Those of them whose requests are divided between two versions. The controller of releases writes the weights into an annotation of
   * the Ingress, `alb.ingress.kubernetes.io/actions.SERVICE`. Changes are applied in place, and the load balancer has healthy targets meanwhile.
   *
   * @default none
   */
  readonly divided?: readonly ("api" | "web")[];
  /**
   * Routes of other applications. Changes are applied in place.
   *
   * @default none
   */
  readonly routes?: readonly Route[];
  /**
   * Host name and certificate. Changes are applied in place.
   *
   * @default plain HTTP on the load balancer's DNS name
   */
  readonly domain?: Domain;
}

/** A route to an application: its Service. */
export type Route = RouteOf & {
  /** Name of the Service. */
  readonly name: string;
  /** The same name, known once the Service exists. */
  readonly service: pulumi.Input<string>;
  /**
   * Whether its requests are divided between two versions.
   *
   * @default false
   */
  readonly isDivided?: boolean;
};

/** Host name of the gallery and its certificate. */
export interface Domain {
  /**
   * DNS name of the gallery. The name with the prefix `api.` routes to the API only.
   *
   * @example "gallery.example.com"
   */
  readonly host: string;
  /** ARN of an issued certificate for both names. */
  readonly certificateArn: pulumi.Input<string>;
}

/**
 * An Application Load Balancer, which Auto Mode creates from these objects. On the gallery's host, `/api` routes to the API
 * and everything else to the web pages; `api.HOST` routes to the API. Other applications have a path on that host, or a host.
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export class Routing extends pulumi.ComponentResource {
  /** DNS name of the load balancer. */
  readonly loadBalancer: pulumi.Output<string>;
  private readonly className: string;

  constructor(name: string, args: RoutingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Routing", name, {}, opts);
    this.className = args.name ?? defaultIngress;
    const parameters = this.createParameters(name, args);
    const ingressClass = this.createClass(name, parameters);
    const ingress = this.createIngress(name, args, ingressClass);
    this.loadBalancer = ingress.status.loadBalancer.ingress.apply(([address]) => address?.hostname ?? "");
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  private createParameters(
    name: string,
    { domain, routes = [] }: RoutingArgs,
  ): k8s.apiextensions.CustomResource {
    const certificates = routes.flatMap((route) => ("host" in route ? [route.certificateArn] : []));
    return new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "IngressClassParams",
        metadata: { name: this.className },
        spec: {
          scheme: "internet-facing",
          ...(domain ? { certificateARNs: [domain.certificateArn, ...certificates] } : {}),
          loadBalancerAttributes: [{ key: "routing.http.drop_invalid_header_fields.enabled", value: "true" }],
        },
      },
      { parent: this },
    );
  }

  private createClass(
    name: string,
    parameters: k8s.apiextensions.CustomResource,
  ): k8s.networking.v1.IngressClass {
    return new k8s.networking.v1.IngressClass(
      name,
      {
        metadata: { name: this.className },
        spec: {
          controller: "eks.amazonaws.com/alb",
          parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name: this.className },
        },
      },
      { parent: this, dependsOn: parameters },
    );
  }

  private createIngress(
    name: string,
    { namespace, services, domain, routes = [], divided = [] }: RoutingArgs,
    ingressClass: k8s.networking.v1.IngressClass,
  ): k8s.networking.v1.Ingress {
    const part = (name: "api" | "web", service?: pulumi.Input<string>): Backend[] =>
      service === undefined ? [] : [{ name, service, isDivided: divided.includes(name) }];
    const [api, web] = [part("api", services?.api), part("web", services?.web)];
    const backends = [...api, ...web, ...routes];
    const routeTo = ({ service, isDivided }: Backend, path: string) =>
      createPath(service, path, isDivided ? "use-annotation" : "http");
    const byPath = routes.flatMap((route) => ("path" in route ? [routeTo(route, route.path)] : []));
    const byHost = routes.flatMap((route) =>
      "host" in route ? [{ host: route.host, http: { paths: [routeTo(route, "/")] } }] : [],
    );
    const paths = [
      ...api.map((each) => routeTo(each, "/api")),
      ...byPath,
      ...web.map((each) => routeTo(each, "/")),
    ];
    // A rule needs a path.
    const main = paths.length === 0 ? [] : [{ http: { paths } }];
    const apiHost = api.map((each) => ({
      host: `api.${domain?.host}`,
      http: { paths: [routeTo(each, "/")] },
    }));
    const withHost = domain
      ? [...main.map((rule) => ({ host: domain.host, ...rule })), ...apiHost, ...byHost]
      : main;
    const dividedBackends = backends.filter(({ isDivided }) => isDivided);
    return new k8s.networking.v1.Ingress(
      name,
      {
        metadata: {
          name: this.className,
          namespace,
          annotations: { ...createAnnotations(domain !== undefined), ...createActions(backends) },
        },
        spec: {
          ingressClassName: ingressClass.metadata.name,
          rules: [...withHost, ...dividedBackends.map(createStandbyRule)],
        },
      },
      {
        parent: this,
        // The controller of releases changes the weights, and `up` must not reset them.
        ignoreChanges: dividedBackends.map(({ name: each }) => `metadata.annotations["${actionOf(each)}"]`),
      },
    );
  }
}

/** A Service that gets requests. */
type Backend = Pick<Route, "name" | "service" | "isDivided">;

const createPath = (service: pulumi.Input<string>, path: string, port: string) => ({
  path,
  pathType: "Prefix",
  backend: { service: { name: service, port: { name: port } } },
});

/**
 * A rule for a host that does not exist (https://www.rfc-editor.org/rfc/rfc2606#section-2). The load balancer checks the health of the
 * targets of a rule only. While requests are divided, the Service of both versions would have none, and would have to get all requests at once
 * when the strategy changes to rolling updates.
 */
const createStandbyRule = ({ name, service }: Backend) => ({
  host: `${name}.invalid`,
  http: { paths: [createPath(service, "/", "http")] },
});

const prefix = "alb.ingress.kubernetes.io";
const actionOf = (service: string) => `${prefix}/actions.${service}`;

/**
 * The first weights of each Service. No rule uses them until its requests are divided. They exist before, because a change of the strategy
 * cannot both add them and ignore their changes.
 */
const createActions = (backends: readonly Backend[]): Record<string, string> => ({
  ...Object.fromEntries(backends.map(({ name }) => [actionOf(name), buildFirstAction(name)])),
  // The controller of releases owns the weights, and `up` would fail with a conflict when the strategy changes.
  "pulumi.com/patchForce": "true",
});

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
function createAnnotations(https: boolean): Record<string, string> {
  return {
    [`${prefix}/target-type`]: "ip",
    [`${prefix}/healthcheck-path`]: "/readyz",
    [`${prefix}/healthcheck-interval-seconds`]: String(healthCheck.intervalSeconds),
    [`${prefix}/healthcheck-timeout-seconds`]: String(healthCheck.timeoutSeconds),
    [`${prefix}/healthy-threshold-count`]: String(healthCheck.healthyThreshold),
    [`${prefix}/unhealthy-threshold-count`]: String(healthCheck.unhealthyThreshold),
    [`${prefix}/target-group-attributes`]: `deregistration_delay.timeout_seconds=${deregistrationDelaySeconds}`,
    [`${prefix}/listen-ports`]: JSON.stringify(https ? [{ HTTP: 80 }, { HTTPS: 443 }] : [{ HTTP: 80 }]),
    ...(https
      ? {
          [`${prefix}/ssl-redirect`]: "443",
          [`${prefix}/ssl-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }
      : {}),
  };
}
