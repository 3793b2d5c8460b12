import type { ApiServer, KubernetesObject } from "../kubelet/api-server";
import { loopbackOf } from "../kubelet/pod-object";
import type { TargetGroup } from "./target-group";

interface EndpointSlice extends KubernetesObject {
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
}

/**
 * Keeps a target group up to date with the ready endpoints of a Service, as the load balancer controller does for targets
 * of type `ip`: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/how-it-works/
 * @returns when `signal` aborts
 */
export function followEndpoints(
  api: ApiServer,
  service: { readonly namespace: string; readonly name: string; readonly port: string },
  group: TargetGroup,
  signal: AbortSignal,
): Promise<void> {
  const slices = new Map<string, EndpointSlice>();
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service.name}`);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${service.namespace}/endpointslices?labelSelector=${selector}`;
  return api.watch<EndpointSlice>(
    path,
    (slice, deleted) => {
      if (deleted) slices.delete(slice.metadata.name);
      else slices.set(slice.metadata.name, slice);
      group.setEndpoints(new Set([...slices.values()].flatMap((each) => readyAddresses(each, service.port))));
    },
    signal,
  );
}

function readyAddresses({ ports, endpoints }: EndpointSlice, name: string): string[] {
  const port = ports?.find((each) => each.name === name)?.port;
  if (port === undefined) return [];
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready === true)
    .flatMap(({ addresses }) => addresses.map((address) => `${loopbackOf(address)}:${port}`));
}
