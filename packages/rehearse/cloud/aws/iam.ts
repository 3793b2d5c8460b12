import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { count, used } from "../billing";
import type { Cloud } from "../cloud";
import { joined } from "../naming";
import { defineType, type Reference } from "../resource-type";
import { globalArn, ownId, tagsAll } from "./common";
import { lettersOf } from "./ids";

/** Managed policies that are known to exist. AWS has more than a thousand, and whether another one exists is not checked. */
const managedPolicies = new Set([
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
  "service-role/AWSBackupServiceRolePolicyForBackup",
  "service-role/AWSBackupServiceRolePolicyForRestores",
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

/** A role by its ARN. AWS deletes a role even while another resource refers to it. */
export const role: Reference = { type: "aws:iam/role:Role", by: "arn" };

// A role must be empty before it is deleted: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
const ownRole: Reference = { type: "aws:iam/role:Role", by: "name", blocksDeletion: true };

/** The resources that give a role its permissions. */
export const rolePermissions = [
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
];

/** What AWS raises the quota to at most; the default is 10. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_ATTACHED = 20;

const attachedTo = (cloud: Cloud, roleName: unknown) =>
  cloud
    .list("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .filter(({ inputs }) => inputs.role === roleName);

const free = { free: "https://aws.amazon.com/iam/" };

/** X-Ray has no resource in a stack: whose role may send spans to it sends them. */
const sendsSpans = ({ inputs }: { readonly inputs: { readonly policy?: unknown } }) =>
  JSON.stringify(inputs.policy ?? "").includes("xray:PutTraceSegments");

export const resources = {
  "aws:iam/role:Role": defineType<aws.iam.Role, aws.iam.RoleArgs>({
    autoName: { property: "name", maxLength: 64 },
    unique: ["name"],
    replaceOn: ["name", "path"],
    importId: ({ name }) => name,
    refuse: ({ inputs: { assumeRolePolicy } }) => [
      ...policyProblems("assumeRolePolicy", assumeRolePolicy),
      ...characterProblems("assumeRolePolicy", assumeRolePolicy),
      // The default of a quota that AWS raises to 4096 on request.
      ...sizeProblems("assumeRolePolicy", sizeOf(assumeRolePolicy), 2_048),
    ],
    outputs: {
      arn: globalArn("iam", ({ inputs }) => `role${inputs.path ?? "/"}${inputs.name}`),
      createDate: () => "2026-11-01T00:00:00Z",
      uniqueId: ({ id }) => `AROA${lettersOf(id, 17)}`,
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
    price: free,
  }),

  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": defineType<
    aws.iam.RolePolicyAttachment,
    aws.iam.RolePolicyAttachmentArgs
  >({
    replaceOn: ["role", "policyArn"],
    importId: ({ role: of, policyArn }) => joined(of, "/", policyArn),
    references: { role: ownRole },
    refuse: ({ id, inputs: { role, policyArn }, cloud }) => {
      const exists =
        awsPolicy(policyArn) !== undefined ||
        accountOf(policyArn) !== cloud.account.id ||
        cloud.find("aws:iam/policy:Policy", policyArn, "arn");
      const others = attachedTo(cloud, role).filter((other) => other.id !== id).length;
      return [
        ...(exists ? [] : [`policyArn ${policyArn}: this policy does not exist in the account`]),
        ...(others >= MOST_ATTACHED ? [`role ${role} has ${others} managed policies already`] : []),
      ];
    },
    notChecked: ({ inputs: { policyArn }, cloud }) =>
      managedPolicies.has(awsPolicy(policyArn) ?? "") || accountOf(policyArn) === cloud.account.id
        ? []
        : [`policyArn: whether ${policyArn} exists`],
    outputs: {},
    seconds: { create: 1, delete: 1 },
    price: free,
  }),

  "aws:iam/rolePolicy:RolePolicy": defineType<aws.iam.RolePolicy, aws.iam.RolePolicyArgs>({
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["name", "role"],
    importId: ({ role: of, name }) => joined(of, ":", name),
    references: { role: ownRole },
    refuse: ({ id, inputs, cloud }) => {
      const others = cloud
        .list("aws:iam/rolePolicy:RolePolicy")
        .filter((other) => other.id !== id && other.inputs.role === inputs.role);
      const sizes = [inputs.policy, ...others.map((other) => other.inputs.policy)].map(sizeOf);
      const size = sizes.reduce((sum, each) => sum + each, 0);
      return [
        ...policyProblems("policy", inputs.policy),
        ...characterProblems("policy", inputs.policy),
        ...sizeProblems(`policy with the role's ${others.length} other inline policies`, size, 10_240),
      ];
    },
    outputs: {},
    seconds: { create: 1, delete: 1 },
    price: (policy, all) =>
      sendsSpans(policy)
        ? [
            used(
              "X-Ray traces",
              usage.tracesStored / 1_000_000 / count(all, "aws:iam/rolePolicy:RolePolicy", sendsSpans),
            ),
          ]
        : [],
  }),

  "aws:iam/policy:Policy": defineType<aws.iam.Policy, aws.iam.PolicyArgs>({
    autoName: { property: "name", maxLength: 128 },
    unique: ["name"],
    replaceOn: ["description", "name", "path"],
    importId: ({ name, path = "/" }, account, partition) =>
      joined("arn:", partition, ":iam::", account, ":policy", path, name),
    refuse: ({ inputs: { policy } }) => [
      ...policyProblems("policy", policy),
      ...characterProblems("policy", policy),
      ...sizeProblems("policy", sizeOf(policy), 6_144),
    ],
    outputs: {
      arn: ownId,
      attachmentCount: () => 0,
      policyId: ({ id }) => `ANPA${lettersOf(id, 17)}`,
      tagsAll,
    },
    volatile: ["attachmentCount"],
    seconds: { create: 1, delete: 1 },
    price: free,
  }),

  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": defineType<
    aws.iam.OpenIdConnectProvider,
    aws.iam.OpenIdConnectProviderArgs
  >({
    replaceOn: ["url"],
    // An account can have one provider for each URL.
    unique: ["url"],
    importId: ({ url }, account, partition) =>
      joined("arn:", partition, ":iam::", account, ":oidc-provider/", url?.replace("https://", "")),
    refuse: ({ inputs: { url } }) => (url.startsWith("https://") ? [] : [`url ${url} is not https://`]),
    defaults: { thumbprintLists: () => [] },
    outputs: { arn: ownId, tagsAll },
    seconds: { create: 1, delete: 1 },
    price: free,
  }),
};

const quotas = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

// White space does not count.
const sizeOf = (policy: unknown) => textOf(policy).replaceAll(/\s/g, "").length;

export const sizeProblems = (property: string, size: number, allowed: number) =>
  size > allowed
    ? [`${property} has ${counted(size)} characters, ${counted(allowed)} are allowed (${quotas})`]
    : [];

const counted = (characters: number) => characters.toLocaleString("en-US");

/** The name of a policy of AWS; undefined for one of an account. */
const awsPolicy = (arn: string) => /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];

const accountOf = (arn: string) => arn.split(":")[4];

/** IAM and KMS accept the characters of Latin-1: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export function characterProblems(property: string, policy: unknown): string[] {
  const [character] = /[^\t\n\r\u0020-\u00ff]/u.exec(textOf(policy)) ?? [];
  return character === undefined
    ? []
    : [`${property} has the character "${character}"; those of Latin-1 are allowed`];
}

/** The JSON of a policy, which a program gives as text or as an object. */
export const textOf = (policy: unknown) =>
  typeof policy === "string" ? policy : JSON.stringify(policy ?? null);

/** Reasons for which IAM rejects a policy document: it is not JSON, or it has no statement. */
export function policyProblems(property: string, policy: unknown): string[] {
  try {
    const document: unknown = JSON.parse(textOf(policy));
    const hasStatement = typeof document === "object" && document !== null && "Statement" in document;
    return hasStatement ? [] : [`${property} has no Statement`];
  } catch {
    return [`${property} is not JSON`];
  }
}
