/** The load balancers that Auto Mode creates for Ingresses. */
import { createHash } from "node:crypto";
import { partitionOf } from "../aws/partitions";
import type { Cloud, CloudResource } from "../cloud";
import { isProperties, valueAt } from "../paths";
import type { Properties, Subject } from "../resource-type";

/** Host names of the load balancers, which have network interfaces in all subnets for load balancers. */
export function loadBalancers(cloud: Cloud): readonly string[] {
  return cloud.list("kubernetes:networking.k8s.io/v1:Ingress").map((ingress) => hostnameOf(cloud, ingress));
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
export function hostnameOf(cloud: Cloud, { inputs, id }: Subject<Properties> | CloudResource): string {
  // At most 8 characters of both names, and digits that the load balancer controller and AWS add.
  const [namespace = "default", name] = ["metadata.namespace", "metadata.name"].map((path) =>
    String(valueAt(inputs, path) ?? "default").slice(0, 8),
  );
  const digits = createHash("sha256").update(id).digest("hex");
  const number = Number.parseInt(digits.slice(10, 18), 16);
  const { region } = cloud.account;
  return `k8s-${namespace}-${name}-${digits.slice(0, 10)}-${number}.${region}.elb.${partitionOf(region).dnsSuffix}`;
}
