import type * as aws from "@pulumi/aws";
import { defineType, type Properties, type ReplacedBy, type Subject } from "../../resource-type";
import { accountId, arn, ownId, tagsAll } from "../common";
import { ec2Id } from "../ids";
import { free, vpc } from "./references";

/** Finds references to missing security groups. Rules can also refer to the group that EKS creates for each cluster. */
function missingGroups({
  inputs,
  cloud,
}: Subject<{ securityGroupId: string; referencedSecurityGroupId?: string | undefined }>): string[] {
  const named = {
    securityGroupId: inputs.securityGroupId,
    referencedSecurityGroupId: inputs.referencedSecurityGroupId,
  };
  const ofClusters = cloud
    .list("aws:eks/cluster:Cluster")
    .map(({ outputs }) => Object(outputs.vpcConfig).clusterSecurityGroupId);
  return Object.entries(named).flatMap(([input, id]) =>
    id === undefined || ofClusters.includes(id) || cloud.find("aws:ec2/securityGroup:SecurityGroup", id)
      ? []
      : [`${input} refers to ${id}, but there is no security group with this id`],
  );
}

/** A rule's source can be changed, but not its kind: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-security-group-rules.html */
const ofAnotherKind: ReplacedBy = (earlier, later) => (earlier === undefined) !== (later === undefined);

/** An ingress or egress rule of a security group. */
const rule = {
  id: ec2Id("sgr"),
  replaceOn: ["securityGroupId"] as const,
  replaceWhen: {
    cidrIpv4: ofAnotherKind,
    cidrIpv6: ofAnotherKind,
    prefixListId: ofAnotherKind,
    referencedSecurityGroupId: ofAnotherKind,
  },
  refuse: missingGroups,
  outputs: {
    arn: arn("ec2", ({ id }: Subject<Properties> | Subject<never>) => `security-group-rule/${id}`),
    securityGroupRuleId: ownId,
    tagsAll,
  },
  seconds: { create: 2, delete: 2 },
  price: free,
};

export const resources = {
  "aws:ec2/securityGroup:SecurityGroup": defineType<aws.ec2.SecurityGroup, aws.ec2.SecurityGroupArgs>({
    id: ec2Id("sg"),
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["name", "description", "vpcId"],
    unique: ["vpcId", "name"],
    references: { vpcId: vpc },
    outputs: { arn: arn("ec2", ({ id }) => `security-group/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 3, delete: 2 },
    price: free,
  }),

  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": defineType<
    aws.vpc.SecurityGroupIngressRule,
    aws.vpc.SecurityGroupIngressRuleArgs
  >({ ...rule, summary: ["ipProtocol", "fromPort", "referencedSecurityGroupId"] }),

  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": defineType<
    aws.vpc.SecurityGroupEgressRule,
    aws.vpc.SecurityGroupEgressRuleArgs
  >(rule),
};
