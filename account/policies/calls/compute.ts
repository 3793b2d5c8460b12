import { type CallsByType, callsOf } from "./type";

const TAGS = "TagResource UntagResource";

export const compute: CallsByType = {
  // https://docs.aws.amazon.com/eks/latest/userguide/security-iam-id-based-policies.html
  "aws:eks/cluster:Cluster": callsOf("eks", {
    create: `CreateCluster TagResource iam:PassRole iam:GetRole iam:ListAttachedRolePolicies iam:CreateServiceLinkedRole
      ec2:DescribeSubnets ec2:DescribeVpcs kms:DescribeKey kms:CreateGrant`,
    read: "DescribeCluster",
    update: `UpdateClusterConfig UpdateClusterVersion DescribeUpdate ${TAGS} iam:PassRole`,
    delete: "DeleteCluster",
  }),
  "aws:eks/accessEntry:AccessEntry": callsOf("eks", {
    create: "CreateAccessEntry TagResource",
    read: "DescribeAccessEntry",
    update: `UpdateAccessEntry ${TAGS}`,
    delete: "DeleteAccessEntry",
  }),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": callsOf("eks", {
    create: "AssociateAccessPolicy",
    read: "ListAssociatedAccessPolicies",
    update: "AssociateAccessPolicy",
    delete: "DisassociateAccessPolicy",
  }),
  "aws:eks/addon:Addon": callsOf("eks", {
    create: "CreateAddon TagResource",
    read: "DescribeAddon",
    update: `UpdateAddon DescribeUpdate ${TAGS}`,
    delete: "DeleteAddon",
  }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": callsOf("eks", {
    create: "CreatePodIdentityAssociation TagResource iam:PassRole iam:GetRole",
    read: "DescribePodIdentityAssociation",
    update: `UpdatePodIdentityAssociation ${TAGS} iam:PassRole iam:GetRole`,
    delete: "DeletePodIdentityAssociation",
  }),
  "aws:lambda/function:Function": callsOf("lambda", {
    // For an image in another account, the caller needs access to the image as well.
    // https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
    create: "CreateFunction TagResource iam:PassRole ecr:BatchGetImage ecr:GetDownloadUrlForLayer",
    read: "GetFunction ListVersionsByFunction",
    update: `UpdateFunctionCode UpdateFunctionConfiguration ${TAGS} iam:PassRole ecr:BatchGetImage
      ecr:GetDownloadUrlForLayer`,
    delete: "DeleteFunction",
  }),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": callsOf("lambda", {
    create: "PutFunctionEventInvokeConfig",
    read: "GetFunctionEventInvokeConfig",
    update: "PutFunctionEventInvokeConfig",
    delete: "DeleteFunctionEventInvokeConfig",
  }),
  "aws:lambda/permission:Permission": callsOf("lambda", {
    create: "AddPermission",
    read: "GetPolicy",
    update: "",
    delete: "RemovePermission",
  }),
  "aws:codebuild/project:Project": callsOf("codebuild", {
    create: `CreateProject iam:PassRole codeconnections:GetConnection codeconnections:PassConnection
      codeconnections:UseConnection`,
    read: "BatchGetProjects",
    update: `UpdateProject iam:PassRole codeconnections:GetConnection codeconnections:PassConnection
      codeconnections:UseConnection`,
    delete: "DeleteProject",
  }),
  "aws:codebuild/webhook:Webhook": callsOf("codebuild", {
    create: "CreateWebhook codeconnections:UseConnection",
    read: "BatchGetProjects",
    update: "UpdateWebhook codeconnections:UseConnection",
    delete: "DeleteWebhook codeconnections:UseConnection",
  }),
  "aws:iam/role:Role": callsOf("iam", {
    create: "CreateRole TagRole",
    read: "GetRole ListRolePolicies GetRolePolicy ListAttachedRolePolicies",
    update: `UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePermissionsBoundary TagRole UntagRole`,
    delete: "DeleteRole ListInstanceProfilesForRole",
  }),
  "aws:iam/rolePolicy:RolePolicy": callsOf("iam", {
    create: "PutRolePolicy",
    read: "GetRolePolicy",
    update: "PutRolePolicy",
    delete: "DeleteRolePolicy",
  }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": callsOf("iam", {
    create: "AttachRolePolicy",
    read: "ListAttachedRolePolicies",
    update: "",
    delete: "DetachRolePolicy",
  }),
};
