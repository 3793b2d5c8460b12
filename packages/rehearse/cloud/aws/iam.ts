import type * as aws from "@pulumi/aws";
import { behaves, type Reference } from "../behaviour";
import { globalArn, ownId, tagsAll } from "./common";

/** Managed policies that AWS documents and Groundwork uses. AWS answers any other name with "does not exist". */
const managedPolicies = new Set([
  // https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSClusterPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
  // https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEKSWorkerNodeMinimalPolicy",
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
  "service-role/AmazonRDSEnhancedMonitoringRole",
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
  "ReadOnlyAccess",
]);

/** A role by its ARN. AWS lets a role go while something still names it. */
export const role: Reference = { type: "aws:iam/role:Role", by: "arn" };

// Roles must be empty before they go: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
const ownRole: Reference = { type: "aws:iam/role:Role", by: "name", holds: true };

export const resources = {
  "aws:iam/role:Role": behaves<aws.iam.Role, aws.iam.RoleArgs>({
    autoName: { property: "name", maxLength: 64 },
    unique: ["name"],
    replaceOn: ["name", "path"],
    id: ({ inputs }) => String(inputs.name),
    refuse: ({ inputs }) => policyProblems("assumeRolePolicy", inputs.assumeRolePolicy),
    outputs: {
      arn: globalArn("iam", ({ inputs }) => `role${inputs.path ?? "/"}${inputs.name}`),
      createDate: () => "2026-11-01T00:00:00Z",
      uniqueId: () => "AROASIMULATED",
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": behaves<
    aws.iam.RolePolicyAttachment,
    aws.iam.RolePolicyAttachmentArgs
  >({
    replaceOn: ["role", "policyArn"],
    id: ({ inputs }) => `${inputs.role}/${inputs.policyArn}`,
    references: { role: ownRole },
    refuse: ({ inputs, cloud }) => {
      const [, name] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(inputs.policyArn) ?? [];
      const exists =
        name === undefined
          ? cloud.find("aws:iam/policy:Policy", inputs.policyArn, "arn")
          : managedPolicies.has(name);
      return exists
        ? []
        : [
            `policy ${inputs.policyArn} does not exist; if AWS has it, add it to packages/rehearse/cloud/aws/iam.ts`,
          ];
    },
    outputs: {},
    seconds: { create: 1, delete: 1 },
  }),

  "aws:iam/rolePolicy:RolePolicy": behaves<aws.iam.RolePolicy, aws.iam.RolePolicyArgs>({
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["name", "role"],
    id: ({ inputs }) => `${inputs.role}:${inputs.name}`,
    references: { role: ownRole },
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: {},
    seconds: { create: 1, delete: 1 },
  }),

  "aws:iam/policy:Policy": behaves<aws.iam.Policy, aws.iam.PolicyArgs>({
    autoName: { property: "name", maxLength: 128 },
    unique: ["name"],
    replaceOn: ["description", "name", "path"],
    id: ({ inputs, cloud }) => `arn:aws:iam::${cloud.account.id}:policy${inputs.path ?? "/"}${inputs.name}`,
    refuse: ({ inputs }) => {
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count.
      const size = String(inputs.policy).replaceAll(/\s/g, "").length;
      return [
        ...policyProblems("policy", inputs.policy),
        ...(size > 6_144 ? [`policy has ${size} characters, 6144 are allowed`] : []),
      ];
    },
    outputs: {
      arn: ownId,
      attachmentCount: () => 0,
      policyId: () => "ANPASIMULATED",
      tagsAll,
    },
    volatile: ["attachmentCount"],
    seconds: { create: 1, delete: 1 },
  }),

  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": behaves<
    aws.iam.OpenIdConnectProvider,
    aws.iam.OpenIdConnectProviderArgs
  >({
    replaceOn: ["url"],
    // An account has one for a URL.
    unique: ["url"],
    id: ({ inputs, cloud }) => `arn:aws:iam::${cloud.account.id}:oidc-provider/${host(inputs.url)}`,
    refuse: ({ inputs: { url } }) => (url.startsWith("https://") ? [] : [`url ${url} is not https://`]),
    defaults: { thumbprintLists: () => [] },
    outputs: { arn: ownId, tagsAll },
    seconds: { create: 1, delete: 1 },
  }),
};

/** What an identity provider is known by. */
const host = (url: string) => url.replace("https://", "");

/** What IAM says of a policy that is no JSON or lacks a statement. */
export function policyProblems(property: string, policy: unknown): string[] {
  try {
    const document: unknown = JSON.parse(String(policy));
    const hasStatement = typeof document === "object" && document !== null && "Statement" in document;
    return hasStatement ? [] : [`${property} has no Statement`];
  } catch {
    return [`${property} is not JSON`];
  }
}
