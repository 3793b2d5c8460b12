import type { KubernetesObject } from "./api-server";
import type { Probe } from "./probe";

/** What the kubelet stand-in reads of a container. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

/** What the kubelet stand-in reads of a pod. */
export interface PodObject extends KubernetesObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly containers: readonly Container[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** A pod address as the API server accepts it. Loopback addresses are not allowed in EndpointSlices. */
export function podAddress(index: number): string {
  return `10.64.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

/** The loopback address on which the process of a pod listens. Linux has all of 127.0.0.0/8. */
export function loopbackOf(podIp: string): string {
  if (!podIp.startsWith("10.64.")) throw new Error(`${podIp} is not the address of a pod of this kubelet`);
  return podIp.replace(/^10\./, "127.");
}

/** The number of a container's port, given by number or name. */
export function portNumber(container: Container, port: number | string): number {
  if (typeof port === "number") return port;
  const found = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (found === undefined) throw new Error(`container ${container.name} has no port named ${port}`);
  return found;
}
