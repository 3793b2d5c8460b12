import type { ResourcePolicy } from "../policy";
import { getList, getValue, UNKNOWN } from "../properties";

/** High: such Services bypass the Ingress and its protection. */
export const forbidLoadBalancerServices: ResourcePolicy = {
  name: "forbid-load-balancer-services",
  level: "mandatory",
  severity: "high",
  description:
    "Only an Ingress exposes workloads: no Service has type LoadBalancer, type NodePort or external IPs.",
  reason:
    "Such a Service bypasses certificate, redirect and address filter, and may create another load balancer.",
  fix: "Change the Service's type to ClusterIP and add a rule to the Ingress.",
  source:
    "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
  types: ["kubernetes:core/v1:Service"],
  *check({ properties }) {
    const type = getValue(properties, "spec.type");
    if (type === "LoadBalancer" || type === "NodePort") yield `its type is ${type}`;
    if (getList(properties, "spec.externalIPs").some((each) => each !== UNKNOWN)) yield "it has external IPs";
  },
};
