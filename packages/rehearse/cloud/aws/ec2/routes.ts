import type * as aws from "@pulumi/aws";
import { defineType } from "../../resource-type";
import { accountId, arn, empty, tagsAll } from "../common";
import { ec2Id, routeId } from "../ids";
import { free, internetGateway, natGateway, routeTable, subnet, vpc } from "./references";

/** The inputs of a route that name its destination; each route has one of them. */
const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;
type Destination = (typeof destinations)[number];

const destinationOf = (inputs: { readonly [Name in Destination]?: string | undefined }): string =>
  destinations.map((name) => inputs[name]).find((value) => value) ?? "";

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
    replaceOn: ["routeTableId", ...destinations],
    // The id consists of table and destination.
    id: ({ inputs }) => routeId(inputs.routeTableId, destinationOf(inputs)),
    // RouteAlreadyExists: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    alreadyExists: ({ name, inputs }) => {
      const destination = destinations.find((each) => inputs[each]) ?? destinations[0];
      return `creating aws:ec2/route:Route "${name}": ${destination} is "${destinationOf(inputs)}"; the route table ${inputs.routeTableId} has a route to it already`;
    },
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
