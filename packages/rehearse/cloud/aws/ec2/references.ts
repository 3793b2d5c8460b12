import type { Cloud } from "../../cloud";
import type { Reference } from "../../resource-type";

// The target must exist, and AWS does not delete it before the resource that refers to it.
export const vpc: Reference = { type: "aws:ec2/vpc:Vpc", blocksDeletion: true };
export const subnet: Reference = { type: "aws:ec2/subnet:Subnet", blocksDeletion: true };
export const routeTable: Reference = { type: "aws:ec2/routeTable:RouteTable", blocksDeletion: true };

export const internetGateway = "aws:ec2/internetGateway:InternetGateway";
export const natGateway = "aws:ec2/natGateway:NatGateway";

/** Most parts of a VPC are free of charge. */
export const free = { free: "https://aws.amazon.com/vpc/pricing/" };

/** Id of the VPC of a subnet. */
export function vpcOf(cloud: Cloud, subnetId: unknown): unknown {
  return cloud.find(subnet.type, String(subnetId))?.inputs.vpcId;
}
