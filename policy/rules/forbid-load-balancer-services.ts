import type { ResourcePolicy } from "../policy";
import { at, listAt, UNKNOWN } from "../properties";

/** High: each makes a load balancer of its own, beside the Ingress and whatever guards it. */
export const forbidLoadBalancerServices: ResourcePolicy = {
  name: "forbid-load-balancer-services",
  level: "mandatory",
  severity: "high",
  demands:
    "The Ingress is the only way in: no Service of type LoadBalancer or NodePort, none with external IPs.",
  reason: "Each opens a way round certificate, redirect and address filter, and costs a load balancer.",
  fix: "Make the Service a ClusterIP and add a rule to the Ingress.",
  source:
    "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
  types: ["kubernetes:core/v1:Service"],
  *check({ properties }) {
    const type = at(properties, "spec.type");
    if (type === "LoadBalancer" || type === "NodePort") yield `its type is ${type}`;
    if (listAt(properties, "spec.externalIPs").some((each) => each !== UNKNOWN)) yield "it has external IPs";
  },
};
