import type * as aws from "@pulumi/aws";
import { defineType } from "../../resource-type";
import { accountId, arn, empty, tagsAll } from "../common";
import { ec2Id, routeId } from "../ids";
import { free, internetGateway, natGateway, routeTable, subnet, vpc } from "./references";

export const resources = {
  "aws:ec2/routeTable:RouteTable": defineType<aws.ec2.RouteTable, aws.ec2.RouteTableArgs>({
    id: ec2Id("rtb"),
    replaceOn: ["vpcId"],
    references: { vpcId: vpc },
    outputs: { arn: arn("ec2", ({ id }) => `route-table/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 2, delete: 2 },
    price: free,
  }),

  "aws:ec2/routeTableAssociation:RouteTableAssociation": defineType<
    aws.ec2.RouteTableAssociation,
    aws.ec2.RouteTableAssociationArgs
  >({
    id: ec2Id("rtbassoc"),
    replaceOn: ["subnetId", "gatewayId"],
    references: { routeTableId: routeTable, subnetId: subnet },
    outputs: {},
    seconds: { create: 2, delete: 2 },
    price: free,
  }),

  "aws:ec2/route:Route": defineType<aws.ec2.Route, aws.ec2.RouteArgs>({
    replaceOn: [
      "routeTableId",
      "destinationCidrBlock",
      "destinationIpv6CidrBlock",
      "destinationPrefixListId",
    ],
    id: ({ inputs }) =>
      routeId(
        inputs.routeTableId,
        inputs.destinationCidrBlock ??
          inputs.destinationIpv6CidrBlock ??
          inputs.destinationPrefixListId ??
          "",
      ),
    references: {
      routeTableId: routeTable,
      gatewayId: { type: internetGateway },
      natGatewayId: { type: natGateway },
    },
    outputs: {
      instanceId: empty,
      instanceOwnerId: empty,
      origin: () => "CreateRoute",
      state: () => "active",
    },
    summary: ["destinationCidrBlock"],
    seconds: { create: 2, delete: 2 },
    price: free,
  }),
};
