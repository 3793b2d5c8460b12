/** Envoy's configuration: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/overview/bootstrap */

/** Share of the requests that a set of targets gets. */
export interface WeightedTargets {
  readonly targets: string;
  readonly weight: number;
}

const api = "type.googleapis.com/envoy";
const watched = (folder: string, file: string) => ({
  resource_api_version: "V3",
  path_config_source: { path: `${folder}/${file}`, watched_directory: { path: folder } },
});

/** A listener on a loopback port. Clusters, targets and weights are in files that Envoy reads again when they change. */
export function bootstrap(
  folder: string,
  ports: { readonly listen: number; readonly admin: number },
): object {
  const socket = (port: number) => ({ socket_address: { address: "127.0.0.1", port_value: port } });
  return {
    node: { id: "load-balancer", cluster: "load-balancer" },
    admin: { address: socket(ports.admin) },
    dynamic_resources: { cds_config: watched(folder, "clusters.json") },
    static_resources: {
      listeners: [
        {
          name: "http",
          address: socket(ports.listen),
          filter_chains: [{ filters: [{ name: "http", typed_config: connectionManager(folder) }] }],
        },
      ],
    },
  };
}

function connectionManager(folder: string): object {
  return {
    "@type": `${api}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "http",
    codec_type: "AUTO",
    // The load generator stands for many clients, which it names in X-Forwarded-For.
    use_remote_address: false,
    skip_xff_append: true,
    rds: { route_config_name: "routes", config_source: watched(folder, "routes.json") },
    http_filters: [
      { name: "router", typed_config: { "@type": `${api}.extensions.filters.http.router.v3.Router` } },
    ],
  };
}

/** Routes by host name: the name of each route is the host. An Application Load Balancer does not retry, so neither does this one. */
export function routes(byHost: ReadonlyMap<string, readonly WeightedTargets[]>): object {
  return {
    "@type": `${api}.config.route.v3.RouteConfiguration`,
    name: "routes",
    virtual_hosts: [...byHost].map(([host, shares]) => ({
      name: host,
      domains: [host],
      routes: [
        {
          match: { prefix: "/" },
          route: {
            timeout: "60s",
            weighted_clusters: { clusters: shares.map(({ targets, weight }) => ({ name: targets, weight })) },
          },
        },
      ],
    })),
  };
}

export function cluster(folder: string, name: string): object {
  const unlimited = 100_000;
  return {
    "@type": `${api}.config.cluster.v3.Cluster`,
    name,
    type: "EDS",
    // The default of a load balancer of AWS.
    lb_policy: "ROUND_ROBIN",
    connect_timeout: "10s",
    eds_cluster_config: { service_name: name, eds_config: watched(folder, `targets-${name}.json`) },
    // Without healthy targets, requests fail.
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
    circuit_breakers: {
      thresholds: [{ max_connections: unlimited, max_pending_requests: unlimited, max_requests: unlimited }],
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": `${api}.extensions.upstreams.http.v3.HttpProtocolOptions`,
        // The idle timeout of an Application Load Balancer.
        common_http_protocol_options: { idle_timeout: "60s" },
        explicit_http_config: { http_protocol_options: {} },
      },
    },
  };
}

export function assignment(name: string, addresses: readonly string[]): object {
  return {
    "@type": `${api}.config.endpoint.v3.ClusterLoadAssignment`,
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: addresses.map((each) => {
          const [address, port] = each.split(":");
          return {
            endpoint: { address: { socket_address: { address, port_value: Number(port) } } },
          };
        }),
      },
    ],
  };
}
