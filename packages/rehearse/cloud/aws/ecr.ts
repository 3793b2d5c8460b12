import type * as aws from "@pulumi/aws";
import { behaves, type Reference } from "../behaviour";
import { accountId, arn, tagsAll } from "./common";
import { policyProblems } from "./iam";
import { key } from "./kms";

const repository: Reference = { type: "aws:ecr/repository:Repository", by: "name" };

/** Settings of a repository are resources of their own, one a repository. */
const setting = {
  replaceOn: ["repository"] as const,
  references: { repository },
  unique: ["repository"],
  id: ({ inputs }: { inputs: { repository: unknown } }) => String(inputs.repository),
};
const seconds = { create: 1, delete: 1 };

export const resources = {
  "aws:ecr/repository:Repository": behaves<aws.ecr.Repository, aws.ecr.RepositoryArgs>({
    autoName: { property: "name", maxLength: 256 },
    unique: ["name"],
    replaceOn: ["encryptionConfigurations", "name"],
    id: ({ inputs }) => String(inputs.name),
    references: { "encryptionConfigurations[].kmsKey": key },
    outputs: {
      arn: arn("ecr", ({ inputs }) => `repository/${inputs.name}`),
      registryId: accountId,
      repositoryUrl: ({ inputs, cloud: { account } }) =>
        `${account.id}.dkr.ecr.${account.region}.amazonaws.com/${inputs.name}`,
      tagsAll,
    },
    seconds,
  }),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": behaves<aws.ecr.LifecyclePolicy, aws.ecr.LifecyclePolicyArgs>({
    ...setting,
    outputs: { registryId: accountId },
    seconds,
  }),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": behaves<
    aws.ecr.RepositoryPolicy,
    aws.ecr.RepositoryPolicyArgs
  >({
    ...setting,
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: { registryId: accountId },
    seconds,
  }),
};
