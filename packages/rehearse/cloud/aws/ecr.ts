import type * as aws from "@pulumi/aws";
import { defineType, type Reference } from "../resource-type";
import { accountId, arn, dnsSuffix, tagsAll } from "./common";
import { policyProblems, sizeProblems, textOf } from "./iam";
import { key } from "./kms";

const repository: Reference = { type: "aws:ecr/repository:Repository", by: "name" };

/** A resource that configures a repository. A repository has at most one of each type. */
const setting = {
  replaceOn: ["repository"] as const,
  references: { repository },
  unique: ["repository"] as const,
  importId: (inputs: { repository?: string | undefined }) => inputs.repository,
  price: { partOf: repository.type },
};
const seconds = { create: 1, delete: 1 };

export const resources = {
  "aws:ecr/repository:Repository": defineType<aws.ecr.Repository, aws.ecr.RepositoryArgs>({
    autoName: { property: "name", maxLength: 256 },
    unique: ["name"],
    replaceOn: ["encryptionConfigurations", "name"],
    importId: ({ name }) => name,
    references: { "encryptionConfigurations[].kmsKey": key },
    outputs: {
      arn: arn("ecr", ({ inputs }) => `repository/${inputs.name}`),
      registryId: accountId,
      repositoryUrl: ({ inputs, cloud }) =>
        `${cloud.account.id}.dkr.ecr.${cloud.account.region}.${dnsSuffix(cloud)}/${inputs.name}`,
      tagsAll,
    },
    seconds,
    price: {
      notPriced: "images in ECR, which are billed by size: https://aws.amazon.com/ecr/pricing/",
    },
  }),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": defineType<aws.ecr.LifecyclePolicy, aws.ecr.LifecyclePolicyArgs>(
    {
      ...setting,
      outputs: { registryId: accountId },
      seconds,
    },
  ),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": defineType<
    aws.ecr.RepositoryPolicy,
    aws.ecr.RepositoryPolicyArgs
  >({
    ...setting,
    refuse: ({ inputs }) => [
      ...policyProblems("policy", inputs.policy),
      // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
      ...sizeProblems("policy", textOf(inputs.policy).length, 10_240),
    ],
    outputs: { registryId: accountId },
    seconds,
  }),
  // A registry, which is that of an account in a region, has one.
  "aws:ecr/replicationConfiguration:ReplicationConfiguration": defineType<
    aws.ecr.ReplicationConfiguration,
    aws.ecr.ReplicationConfigurationArgs
  >({
    id: ({ cloud }) => cloud.account.id,
    refuse: ({ inputs: { replicationConfiguration }, cloud }) => {
      const { id, region } = cloud.account;
      const destinations = replicationConfiguration?.rules.flatMap((rule) => rule.destinations) ?? [];
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
      return destinations.some((to) => to.registryId === id && to.region === region)
        ? [`replicationConfiguration: ${region} is the region of the registry; another region is allowed`]
        : [];
    },
    outputs: { registryId: accountId },
    seconds,
    price: {
      notPriced: "copies of images in ECR, which are billed by size: https://aws.amazon.com/ecr/pricing/",
    },
  }),
};
