/** Constraints of single inputs of roles, keys, secrets and clusters. */
import { docs } from "../messages";
import type { DocumentedValues } from "./constraints";

const eks = `${docs}/eks/latest/APIReference`;
const ofSystem = {
  pattern: "^(?!system:|eks:|aws:|amazon:|iam:)",
  inWords: "names that do not begin with system:, eks:, aws:, amazon: or iam:",
  source: `${docs}/eks/latest/userguide/creating-access-entries.html`,
};
const path = {
  pattern: "^(/|/(?!aws-service-role/)[!-~]+/)$",
  inWords: "text that begins and ends with a slash and does not begin with /aws-service-role/",
};

export const identities: Readonly<Record<string, DocumentedValues>> = {
  "aws:eks/accessEntry:AccessEntry": {
    source: `${eks}/API_CreateAccessEntry.html`,
    values: {
      type: {
        enum: [
          "STANDARD",
          "FARGATE_LINUX",
          "EC2_LINUX",
          "EC2_WINDOWS",
          "EC2",
          "HYBRID_LINUX",
          "HYPERPOD_LINUX",
        ],
      },
      "kubernetesGroups[]": ofSystem,
      userName: ofSystem,
      principalArn: {
        pattern: "^arn:[^:]+:iam::\\d{12}:(root$|role/(?!aws-service-role/)|user/)",
        inWords: "ARNs of IAM roles and users, except service-linked roles,",
      },
    },
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    source: `${eks}/API_AssociateAccessPolicy.html`,
    values: {
      policyArn: {
        pattern: "^arn:[^:]+:eks::aws:cluster-access-policy/",
        inWords: "ARNs of access policies of EKS",
      },
      "accessScope.type": { enum: ["cluster", "namespace"] },
    },
  },
  "aws:eks/cluster:Cluster": {
    source: `${eks}/API_CreateCluster.html`,
    values: {
      "enabledClusterLogTypes[]": {
        enum: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      },
      "computeConfig.nodePools[]": {
        enum: ["general-purpose", "system"],
        source: `${docs}/eks/latest/userguide/set-builtin-node-pools.html`,
      },
      "encryptionConfig.resources[]": { enum: ["secrets"], source: `${eks}/API_EncryptionConfig.html` },
    },
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    source: `${eks}/API_CreatePodIdentityAssociation.html`,
    values: {
      namespace: {
        maxLength: 63,
        pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        inWords: "lower-case letters, digits and hyphens",
      },
    },
  },
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {
    source: `${docs}/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html`,
    values: {
      minimumPasswordLength: { minimum: 6, maximum: 128 },
      maxPasswordAge: { minimum: 0, maximum: 1095 },
      passwordReusePrevention: { minimum: 0, maximum: 24 },
    },
  },
  "aws:iam/policy:Policy": {
    source: `${docs}/IAM/latest/APIReference/API_CreatePolicy.html`,
    values: { path },
  },
  "aws:iam/role:Role": {
    source: `${docs}/IAM/latest/APIReference/API_CreateRole.html`,
    values: {
      path,
      permissionsBoundary: {
        pattern: "^arn:[^:]+:iam::(aws|\\d{12}):policy/",
        inWords: "ARNs of managed policies",
        source: `${docs}/IAM/latest/UserGuide/access_policies_boundaries.html`,
      },
    },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    source: `${docs}/IAM/latest/APIReference/API_AttachRolePolicy.html`,
    values: {
      policyArn: { pattern: "^arn:[^:]+:iam::(aws|\\d{12}):policy/", inWords: "ARNs of managed policies" },
    },
  },
  "aws:kms/alias:Alias": {
    source: `${docs}/kms/latest/APIReference/API_CreateAlias.html`,
    values: {
      name: {
        pattern: "^alias/(?!aws/)[a-zA-Z0-9/_-]+$",
        inWords: "alias/ and letters, digits, /, _ and -, but not alias/aws/",
      },
    },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    source: `${docs}/secretsmanager/latest/apireference/API_PutSecretValue.html`,
    values: { secretString: { maxLength: 65_536 } },
  },
};
