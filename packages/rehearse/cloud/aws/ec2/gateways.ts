import type * as aws from "@pulumi/aws";
import { hours, usage } from "../../../cost/usage";
import { count, fixed, used } from "../../billing";
import { loadBalancers } from "../../kubernetes/load-balancers";
import { defineType } from "../../resource-type";
import { accountId, arn, empty, logs, ownId, tagsAll } from "../common";
import { ec2Id } from "../ids";
import { free, internetGateway, natGateway, subnet, vpc, vpcOf } from "./references";

/** An address of those that are reserved for examples: https://www.rfc-editor.org/rfc/rfc5737 */
function publicAddress(allocationId: string): string {
  const digits = Number.parseInt(allocationId.slice(-4), 16);
  return `${digits % 2 === 0 ? "198.51.100" : "203.0.113"}.${1 + ((digits >> 1) % 254)}`;
}

export const resources = {
  [internetGateway]: defineType<aws.ec2.InternetGateway, aws.ec2.InternetGatewayArgs>({
    id: ec2Id("igw"),
    references: { vpcId: vpc },
    // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-igw.html
    refuseDelete: ({ cloud, inputs }) => [
      ...loadBalancers(cloud).map((name) => `the load balancer ${name} has public addresses in its VPC`),
      ...cloud
        .list(natGateway)
        .filter((gateway) => vpcOf(cloud, gateway.inputs.subnetId) === inputs.vpcId)
        .map(({ name }) => `the NAT gateway "${name}" has a public address in its VPC`),
    ],
    outputs: { arn: arn("ec2", ({ id }) => `internet-gateway/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 2, delete: 10 },
    price: free,
  }),

  "aws:ec2/eip:Eip": defineType<aws.ec2.Eip, aws.ec2.EipArgs>({
    id: ec2Id("eipalloc"),
    replaceOn: ["address", "ipamPoolId", "networkBorderGroup"],
    outputs: {
      allocationId: ownId,
      arn: arn("ec2", ({ id }) => `elastic-ip/${id}`),
      associationId: empty,
      carrierIp: empty,
      customerOwnedIp: empty,
      privateDns: empty,
      privateIp: empty,
      ptrRecord: empty,
      publicDns: empty,
      publicIp: ({ id }) => publicAddress(id),
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
    price: () => [fixed("Public IPv4 address", hours)],
  }),

  [natGateway]: defineType<aws.ec2.NatGateway, aws.ec2.NatGatewayArgs>({
    id: ec2Id("nat"),
    replaceOn: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
    references: {
      subnetId: subnet,
      allocationId: { type: "aws:ec2/eip:Eip", by: "allocationId", blocksDeletion: true },
    },
    // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    refuse: ({ cloud, inputs }) => {
      const id = vpcOf(cloud, inputs.subnetId);
      const attached = cloud.list(internetGateway).some((gateway) => gateway.inputs.vpcId === id);
      return attached || inputs.connectivityType === "private"
        ? []
        : [`${id} has no internet gateway attached`];
    },
    outputs: {
      associationId: empty,
      autoProvisionZones: empty,
      autoScalingIps: empty,
      networkInterfaceId: ({ id }) => id.replace("nat-", "eni-"),
      publicIp: ({ inputs: { allocationId } }) =>
        allocationId === undefined ? "" : publicAddress(allocationId),
      regionalNatGatewayAddresses: () => [],
      regionalNatGatewayAutoMode: empty,
      routeTableId: empty,
      tagsAll,
    },
    seconds: {
      create: 106,
      delete: 57,
      source: `${logs}: created, median of 8 (85 to 125 s); deleted, median of 10 (20 to 79 s)`,
    },
    price: (_, all) => [
      fixed("NAT gateway", hours),
      used("NAT gateway, data", usage.natGb / count(all, natGateway)),
    ],
  }),
};
