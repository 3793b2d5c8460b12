/** Who can do what in the OpenSearch domain, and how long it keeps indices. */
import { logStream, type StoreRequest } from "./log-store";

/** ARNs of the roles that use the domain. */
export interface SearchRoles {
  readonly gateway: string;
  readonly jaeger: string;
  /**
   * Reads logs.
   *
   * @default Grafana does not run
   */
  readonly grafana?: string | undefined;
}

const security = "/_plugins/_security/api";
const jaegerIndices = "jaeger-*";

interface Permissions {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly patterns: readonly string[]; readonly actions: readonly string[] }[];
}

/**
 * Permissions by role of IAM. Names that begin with `indices:` or `cluster:` are single actions, the others are groups of them.
 * https://docs.opensearch.org/2.19/security/access-control/default-action-groups/
 */
const permissions: Readonly<Record<keyof SearchRoles, Permissions>> = {
  // Stores documents, and reads none. The first one creates the data stream, from its template, for which the plugin asks for the
  // permission to create an index.
  gateway: {
    cluster: ["indices:data/write/bulk"],
    indices: [{ patterns: [`${logStream}*`, `.ds-${logStream}*`], actions: ["write", "create_index"] }],
  },
  // It creates an index a day, and the templates for them when it starts.
  jaeger: {
    cluster: ["cluster_composite_ops", "cluster_manage_index_templates", "cluster:monitor/main"],
    indices: [{ patterns: [jaegerIndices], actions: ["crud", "create_index"] }],
  },
  grafana: {
    cluster: ["cluster_composite_ops_ro", "cluster:monitor/main"],
    indices: [
      { patterns: [`${logStream}*`, `.ds-${logStream}*`], actions: ["read", "indices:admin/mappings/get"] },
    ],
  },
};

/** Requests that let the roles of IAM use the domain, each with its least permissions. */
export function allowRoles(roles: SearchRoles): readonly StoreRequest[] {
  return (["gateway", "jaeger", "grafana"] as const).flatMap((client) => {
    const arn = roles[client];
    const { cluster, indices } = permissions[client];
    const role = `platform-${client}`;
    if (arn === undefined) return [];
    return [
      {
        path: `${security}/roles/${role}`,
        body: {
          cluster_permissions: cluster,
          index_permissions: indices.map(({ patterns, actions }) => ({
            index_patterns: patterns,
            allowed_actions: actions,
          })),
        },
      },
      { path: `${security}/rolesmapping/${role}`, body: { backend_roles: namesOf(arn) } },
    ];
  });
}

/**
 * The ARN of a role as the domain may know it: IAM leaves the path out of the ARN of a session. No other role of the account has the same
 * name with another path. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
const namesOf = (arn: string): readonly string[] => [...new Set([arn, arn.replace(/:role\/.*\//, ":role/")])];

/** A lifecycle of indices. */
export interface Lifecycle {
  readonly path: string;
  readonly body: object;
  /** Pattern of the indices that have it already, and get a new version of it. */
  readonly indices: string;
}

/**
 * Deletes indices after so many days: those of logs since the next one began, those of traces since they were created.
 * https://docs.opensearch.org/2.19/im-plugin/ism/policies/
 */
export function limitRetention(days: number): readonly Lifecycle[] {
  const remove = { name: "delete", actions: [{ delete: {} }], transitions: [] };
  const build = (
    name: string,
    lifecycle: { indices: string; pattern: string; actions: object[]; conditions: object },
  ) => ({
    path: `/_plugins/_ism/policies/${name}`,
    indices: lifecycle.indices,
    body: {
      policy: {
        description: `Deletes after ${days} days`,
        default_state: "open",
        states: [
          {
            name: "open",
            actions: lifecycle.actions,
            transitions: [{ state_name: "delete", conditions: lifecycle.conditions }],
          },
          remove,
        ],
        ism_template: [{ index_patterns: [lifecycle.pattern], priority: 100 }],
      },
    },
  });
  return [
    build("platform-logs", {
      indices: `.ds-${logStream}-*`,
      pattern: logStream,
      // A new index for each day, so that a day is deleted at once.
      actions: [{ rollover: { min_index_age: "1d", min_primary_shard_size: "30gb" } }],
      conditions: { min_rollover_age: `${days}d` },
    }),
    build("platform-traces", {
      indices: jaegerIndices,
      pattern: jaegerIndices,
      actions: [],
      conditions: { min_index_age: `${days}d` },
    }),
  ];
}
