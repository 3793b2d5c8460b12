/** The load balancers that Auto Mode creates for Ingresses. */
import { createHash } from "node:crypto";
import type { Cloud, CloudResource } from "../cloud";
import { isProperties, valueAt } from "../paths";
import type { Properties, Subject } from "../resource-type";

/** Host names of the load balancers, which have network interfaces in all subnets for load balancers. */
export function loadBalancers(cloud: Cloud): readonly string[] {
  return cloud.list("kubernetes:networking.k8s.io/v1:Ingress").map(hostnameOf);
}

/** Whether a subnet with these tags is for load balancers: https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html */
export function isForLoadBalancers(tags: unknown): boolean {
  return isProperties(tags) && tags["kubernetes.io/role/elb"] === "1";
}

/** The availability zones that have a subnet for load balancers. */
export function zonesOfLoadBalancers(cloud: Cloud): Set<unknown> {
  const subnets = cloud.list("aws:ec2/subnet:Subnet").filter(({ inputs }) => isForLoadBalancers(inputs.tags));
  return new Set(subnets.map(({ outputs }) => outputs.availabilityZone));
}

/** The host name of an Ingress's load balancer. */
export function hostnameOf({ inputs, id }: Subject<Properties> | CloudResource): string {
  const name = String(valueAt(inputs, "metadata.name"));
  const digits = createHash("sha256").update(id).digest("hex").slice(0, 10);
  return `k8s-${name}-${digits}.us-east-1.elb.amazonaws.com`;
}
