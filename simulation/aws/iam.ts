import type * as aws from "@pulumi/aws";
import { behaves, type Reference } from "../behaviour";
import { globalArn, tagsAll } from "./common";

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
    references: { role: ownRole },
    refuse: ({ inputs }) => {
      const [, name] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(inputs.policyArn) ?? [];
      return name !== undefined && managedPolicies.has(name)
        ? []
        : [`policy ${inputs.policyArn} does not exist; if AWS has it, add it to simulation/aws/iam.ts`];
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
};

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
