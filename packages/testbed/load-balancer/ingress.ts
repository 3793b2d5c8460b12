import type { ApiServer, KubernetesObject } from "../kubelet/api-server";
import type { WeightedTargets } from "./configuration";

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions */
const prefix = "alb.ingress.kubernetes.io/actions.";

interface ForwardAction {
  readonly Type: string;
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly { readonly ServiceName: string; readonly Weight?: number | string }[];
  };
}

/**
 * The Services and weights of a forward action in an Ingress's annotations. Undefined if the Ingress has no such action.
 *
 * @throws Error if the annotation is not a forward action with Services and weights
 */
export function weightsOf(
  annotations: Readonly<Record<string, string>> | undefined,
  action: string,
): WeightedTargets[] | undefined {
  const text = annotations?.[`${prefix}${action}`];
  if (text === undefined) return undefined;
  const { Type, ForwardConfig } = JSON.parse(text) as ForwardAction;
  const groups = ForwardConfig?.TargetGroups ?? [];
  if (Type !== "forward" || groups.length === 0)
    throw new Error(`${prefix}${action} is ${text}; it must be a forward action with target groups`);
  return groups.map(({ ServiceName, Weight = 1 }) => ({ targets: ServiceName, weight: Number(Weight) }));
}

/**
 * Calls `onChange` with the weights of an action of an Ingress, for the weights that exist and for each change, as the load balancer
 * controller reads them.
 * @returns when `signal` aborts
 */
export function followWeights(
  api: ApiServer,
  ingress: { readonly namespace: string; readonly name: string; readonly action: string },
  onChange: (weights: readonly WeightedTargets[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = "";
  const { namespace, name, action } = ingress;
  return api.watch<KubernetesObject & { metadata: { annotations?: Record<string, string> } }>(
    `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses?fieldSelector=metadata.name%3D${name}`,
    ({ metadata }, deleted) => {
      const weights = deleted ? undefined : weightsOf(metadata.annotations, action);
      const key = JSON.stringify(weights);
      if (weights === undefined || key === last) return;
      last = key;
      onChange(weights);
    },
    signal,
  );
}
