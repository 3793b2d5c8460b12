import type * as aws from "@pulumi/aws";
import { defineType } from "../../resource-type";
import { accountId, arn, tagsAll } from "../common";
import { role, rolePermissions } from "../iam";
import { ec2Id } from "../ids";
import { free, routeTable, vpc } from "./references";

export const resources = {
  "aws:ec2/vpcEndpoint:VpcEndpoint": defineType<aws.ec2.VpcEndpoint, aws.ec2.VpcEndpointArgs>({
    id: ec2Id("vpce"),
    replaceOn: [
      "dnsOptions.privateDnsPreference",
      "dnsOptions.privateDnsSpecifiedDomains",
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
    ],
    replaceWhen: {
      privateDnsEnabled: (_earlier, _later, inputs) => inputs.vpcEndpointType !== "Interface",
    },
    references: { vpcId: vpc, "routeTableIds[]": { type: routeTable.type } },
    outputs: {
      arn: arn("ec2", ({ id }) => `vpc-endpoint/${id}`),
      cidrBlocks: () => [],
      dnsEntries: () => [],
      networkInterfaceIds: () => [],
      ownerId: accountId,
      prefixListId: () => "pl-63a5400a",
      requesterManaged: () => false,
      state: () => "available",
      tagsAll,
    },
    summary: ["vpcEndpointType"],
    seconds: { create: 7, delete: 7 },
    // A gateway endpoint: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
    price: free,
  }),

  "aws:ec2/flowLog:FlowLog": defineType<aws.ec2.FlowLog, aws.ec2.FlowLogArgs>({
    id: ec2Id("fl"),
    // A flow log cannot be changed: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-basics.html
    replaceOn: [
      "deliverCrossAccountRole",
      "destinationOptions",
      "eniId",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "regionalNatGatewayId",
      "subnetId",
      "tagFieldSpecifications",
      "trafficType",
      "transitGatewayAttachmentId",
      "transitGatewayId",
      "vpcId",
    ],
    references: { vpcId: vpc, iamRoleArn: role },
    outputs: { arn: arn("ec2", ({ id }) => `vpc-flow-log/${id}`), tagsAll },
    seconds: { create: 2, delete: 2 },
    // Its log group is billed.
    price: free,
    after: [
      {
        first: rolePermissions,
        because: "the first flow logs are lost if their role cannot write yet",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
      },
    ],
  }),
};
