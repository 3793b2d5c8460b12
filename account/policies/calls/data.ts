import { type CallsByType, callsOf } from "./type";

const TAGS = "AddTagsToResource RemoveTagsFromResource";

export const data: CallsByType = {
  "aws:opensearch/domain:Domain": callsOf("es", {
    create: `CreateDomain AddTags iam:CreateServiceLinkedRole kms:CreateGrant kms:DescribeKey ec2:DescribeSecurityGroups
      ec2:DescribeSubnets ec2:DescribeVpcs`,
    read: "DescribeDomain DescribeDomainConfig ListTags",
    update: "UpdateDomainConfig UpgradeDomain GetUpgradeStatus AddTags RemoveTags",
    delete: "DeleteDomain",
  }),
  "aws:rds/eventSubscription:EventSubscription": callsOf("rds", {
    create: "CreateEventSubscription AddTagsToResource",
    read: "DescribeEventSubscriptions ListTagsForResource",
    update: `ModifyEventSubscription AddSourceIdentifierToSubscription RemoveSourceIdentifierFromSubscription ${TAGS}`,
    delete: "DeleteEventSubscription",
  }),
  "aws:rds/instance:Instance": callsOf("rds", {
    create: `CreateDBInstance CreateDBInstanceReadReplica RestoreDBInstanceFromDBSnapshot RestoreDBInstanceToPointInTime
      AddTagsToResource ModifyDBInstance RebootDBInstance iam:PassRole iam:CreateServiceLinkedRole kms:CreateGrant
      kms:DescribeKey ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs`,
    read: "DescribeDBInstances ListTagsForResource",
    update: `ModifyDBInstance RebootDBInstance PromoteReadReplica ${TAGS} iam:PassRole kms:CreateGrant kms:DescribeKey`,
    // The final snapshot, with the tags of the instance.
    delete: "DeleteDBInstance CreateDBSnapshot AddTagsToResource",
  }),
  "aws:rds/parameterGroup:ParameterGroup": callsOf("rds", {
    create: "CreateDBParameterGroup ModifyDBParameterGroup AddTagsToResource",
    read: "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
    update: `ModifyDBParameterGroup ResetDBParameterGroup ${TAGS}`,
    delete: "DeleteDBParameterGroup",
  }),
  "aws:rds/subnetGroup:SubnetGroup": callsOf("rds", {
    create: "CreateDBSubnetGroup AddTagsToResource",
    read: "DescribeDBSubnetGroups ListTagsForResource",
    update: `ModifyDBSubnetGroup ${TAGS}`,
    delete: "DeleteDBSubnetGroup",
  }),
  "aws:secretsmanager/secret:Secret": callsOf("secretsmanager", {
    create: "CreateSecret TagResource kms:GenerateDataKey kms:Decrypt",
    read: "DescribeSecret GetResourcePolicy",
    update: "UpdateSecret TagResource UntagResource kms:GenerateDataKey kms:Decrypt",
    delete: "DeleteSecret",
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": callsOf("secretsmanager", {
    create: "PutSecretValue kms:GenerateDataKey",
    read: "GetSecretValue kms:Decrypt",
    // Every change of an input replaces a version.
    update: "",
    delete: "UpdateSecretVersionStage",
  }),
  "aws:kms/key:Key": callsOf("kms", {
    create: "CreateKey TagResource EnableKeyRotation",
    read: "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    update: `UpdateKeyDescription PutKeyPolicy EnableKeyRotation DisableKeyRotation EnableKey DisableKey TagResource
      UntagResource`,
    delete: "ScheduleKeyDeletion",
  }),
  "aws:kms/alias:Alias": callsOf("kms", {
    create: "CreateAlias",
    read: "ListAliases",
    update: "UpdateAlias",
    delete: "DeleteAlias",
  }),
};
