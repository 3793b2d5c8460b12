/** The differences of the cluster, functions and roles: see handler-differences.ts. */
import { code, type Differences, docs, makes, noAction, other, unused } from "./handler-differences";

export const compute: Readonly<Record<string, Differences>> = {
  "AWS::EKS::Cluster": {
    handlers: [
      other("AccessEntry", "eks:CreateAccessEntry", code("eks/cluster")),
      unused(
        "local clusters on Outposts",
        "iam:CreateInstanceProfile iam:TagInstanceProfile iam:AddRoleToInstanceProfile iam:GetInstanceProfile iam:DeleteInstanceProfile iam:RemoveRoleFromInstanceProfile",
        docs("eks/latest/userguide/security-iam-id-based-policies.html"),
      ),
      unused("another certificate authority", "eks:ActivateCertificateAuthority", code("eks/cluster")),
    ],
  },
  "AWS::EKS::Addon": {
    handlers: [
      unused(
        "roles of add-ons",
        "iam:PassRole iam:GetRole eks:CreatePodIdentityAssociation eks:DeletePodIdentityAssociation eks:UpdatePodIdentityAssociation",
        code("eks/addon"),
      ),
    ],
  },
  "AWS::Lambda::Function": {
    handlers: [
      unused(
        "reserved concurrency",
        "lambda:PutFunctionConcurrency lambda:DeleteFunctionConcurrency",
        code("lambda/function"),
      ),
      unused(
        "code in S3, layers and code signing, which images do not have",
        "s3:GetObject s3:GetObjectVersion lambda:GetLayerVersion lambda:GetCodeSigningConfig lambda:GetFunctionCodeSigningConfig lambda:PutFunctionCodeSigningConfig lambda:DeleteFunctionCodeSigningConfig",
        code("lambda/function"),
      ),
      unused(
        "functions in a VPC",
        "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs ec2:DescribeNetworkInterfaces",
        code("lambda/function"),
      ),
      unused(
        "file systems",
        "elasticfilesystem:DescribeMountTargets s3files:ListMountTargets",
        code("lambda/function"),
      ),
      unused(
        "a key for the environment",
        "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey",
        docs("lambda/latest/dg/security-encryption-at-rest.html"),
      ),
      makes(
        "the provider has types of their own for these settings, which the stacks do not use",
        "lambda:GetRuntimeManagementConfig lambda:PutRuntimeManagementConfig lambda:GetFunctionRecursionConfig lambda:PutFunctionRecursionConfig",
        code("lambda/function"),
      ),
      unused(
        "capacity providers and versions",
        "lambda:PutFunctionScalingConfig lambda:GetFunctionScalingConfig lambda:PassCapacityProvider lambda:PublishVersion",
        code("lambda/function"),
      ),
      noAction("lambda:AssociateRuntimeAlias"),
    ],
    table: [
      makes(
        "Lambda checks that the caller can pull an image of another account",
        "ecr:BatchGetImage ecr:GetDownloadUrlForLayer",
        docs("lambda/latest/dg/images-create.html"),
      ),
      makes(
        "the provider reads the ARN of the latest version",
        "lambda:ListVersionsByFunction",
        code("lambda/function"),
      ),
    ],
  },
  "AWS::Lambda::EventInvokeConfig": {
    handlers: [
      makes(
        "the provider replaces the configuration instead",
        "lambda:UpdateFunctionEventInvokeConfig",
        code("lambda/function_event_invoke_config"),
      ),
    ],
    table: [
      makes(
        "the provider replaces the configuration",
        "lambda:PutFunctionEventInvokeConfig",
        code("lambda/function_event_invoke_config"),
      ),
    ],
  },
  "AWS::IAM::Role": {
    handlers: [
      makes(
        "it is a separate type in Pulumi: RolePolicy",
        "iam:PutRolePolicy iam:DeleteRolePolicy",
        code("iam/role"),
      ),
      makes(
        "a deploy role must not remove the boundary of a role",
        "iam:DeleteRolePermissionsBoundary",
        docs("IAM/latest/UserGuide/access_policies_boundaries.html"),
      ),
    ],
    table: [
      makes(
        "the provider looks for instance profiles with the role",
        "iam:ListInstanceProfilesForRole",
        code("iam/role"),
      ),
    ],
  },
};
