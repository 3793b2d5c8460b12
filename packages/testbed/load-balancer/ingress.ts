import type { ApiServer, KubernetesObject } from "../kubelet/api-server";

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions */
const prefix = "alb.ingress.kubernetes.io/actions.";

/** A target group: it belongs to a Service and to its port as the Ingress writes it, a name or a number. */
export interface WeightedGroup {
  readonly service: string;
  readonly port: string;
  readonly weight: number;
}

/** A rule of a load balancer: the requests for a host, and the target groups that share them. */
export interface Rule {
  /** Undefined: all requests that no other rule has. */
  readonly host?: string | undefined;
  readonly groups: readonly WeightedGroup[];
}

interface ForwardAction {
  readonly Type: string;
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly {
      readonly ServiceName: string;
      readonly ServicePort: string | number;
      readonly Weight?: number | string;
    }[];
  };
}

/** The parts of an Ingress that a load balancer is built from. Each rule has one path. */
export interface Ingress extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly rules: readonly {
      readonly host?: string;
      readonly http: {
        readonly paths: readonly [
          {
            readonly backend: {
              readonly service: {
                readonly name: string;
                readonly port: { readonly name?: string; readonly number?: number };
              };
            };
          },
        ];
      };
    }[];
  };
}

/**
 * The rules of the load balancer for an Ingress. Undefined if a rule uses an action that the annotations do not have: the controller then
 * changes nothing.
 *
 * @throws Error if an action is not a forward action with Services
 */
export function rulesOf({ metadata, spec }: Ingress): Rule[] | undefined {
  const rules: Rule[] = [];
  for (const { host, http } of spec.rules) {
    const { name, port } = http.paths[0].backend.service;
    const groups =
      port.name === "use-annotation"
        ? groupsOf(metadata.annotations, name)
        : [{ service: name, port: port.name ?? String(port.number), weight: 1 }];
    if (groups === undefined) return undefined;
    rules.push({ host, groups });
  }
  return rules;
}

function groupsOf(
  annotations: Readonly<Record<string, string>> | undefined,
  action: string,
): WeightedGroup[] | undefined {
  const text = annotations?.[`${prefix}${action}`];
  if (text === undefined) return undefined;
  const { Type, ForwardConfig } = JSON.parse(text) as ForwardAction;
  const groups = ForwardConfig?.TargetGroups ?? [];
  if (Type !== "forward" || groups.length === 0)
    throw new Error(`${prefix}${action} is ${text}; it must be a forward action with target groups`);
  return groups.map(({ ServiceName, ServicePort, Weight = 1 }) => ({
    service: ServiceName,
    port: String(ServicePort),
    weight: Number(Weight),
  }));
}

/**
 * Calls `onChange` with the rules for an Ingress, for those that exist and for each change, as the load balancer controller reads them.
 * @returns when `signal` aborts
 */
export function followIngress(
  api: ApiServer,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  onChange: (rules: readonly Rule[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = "";
  return api.watch<Ingress>(
    `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses?fieldSelector=metadata.name%3D${name}`,
    (ingress, deleted) => {
      const rules = deleted ? undefined : rulesOf(ingress);
      const key = JSON.stringify(rules);
      if (rules === undefined || key === last) return;
      last = key;
      onChange(rules);
    },
    signal,
  );
}
