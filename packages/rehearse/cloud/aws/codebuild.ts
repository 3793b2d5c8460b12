import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { used } from "../billing";
import type { Cloud } from "../cloud";
import { defineType, type NewSubject, type Plain, type Reference } from "../resource-type";
import { arn, dnsSuffix, empty, ownId, tagsAll } from "./common";
import { role, rolePermissions } from "./iam";
import { judgeService } from "./offers/services";
import { partitionOf } from "./partitions";

const project: Reference = { type: "aws:codebuild/project:Project", by: "name" };

// https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
const GITHUB_EVENTS =
  "PUSH PULL_REQUEST_CREATED PULL_REQUEST_UPDATED PULL_REQUEST_REOPENED PULL_REQUEST_MERGED PULL_REQUEST_CLOSED RELEASED PRERELEASED WORKFLOW_JOB_QUEUED".split(
    " ",
  );

/** A connection is of the stack's partition, in a region that has CodeConnections. */
function connectionProblems(connection: string | undefined, cloud: Cloud): readonly string[] {
  const [, own, service, region = ""] = connection?.split(":") ?? [];
  if (service !== "codeconnections") return [];
  const { id } = partitionOf(cloud.account.region);
  if (own !== id)
    return [
      `source.auth.resource ${connection} is of the partition ${own}; ${cloud.account.region} is of ${id}`,
    ];
  return judgeService("CodeConnections", region).problems.map(
    (problem) =>
      `source.auth.resource ${connection}: ${problem}; a program without this source needs no connection`,
  );
}

export const resources = {
  "aws:codebuild/project:Project": defineType<aws.codebuild.Project, aws.codebuild.ProjectArgs>({
    autoName: { property: "name", maxLength: 150 },
    unique: ["name"],
    replaceOn: ["name"],
    id: arn(
      "codebuild",
      ({ inputs }: NewSubject<Plain<aws.codebuild.ProjectArgs>>) => `project/${inputs.name}`,
    ),
    references: {
      serviceRole: role,
      "vpcConfig.vpcId": { type: "aws:ec2/vpc:Vpc" },
      "vpcConfig.subnets[]": { type: "aws:ec2/subnet:Subnet" },
      "vpcConfig.securityGroupIds[]": { type: "aws:ec2/securityGroup:SecurityGroup" },
    },
    refuse: ({ inputs, cloud }) => {
      const { source, vpcConfig } = inputs;
      const elsewhere = (vpcConfig?.subnets ?? []).filter((id) => {
        const subnet = cloud.find("aws:ec2/subnet:Subnet", id);
        return subnet !== undefined && subnet.outputs.vpcId !== vpcConfig?.vpcId;
      });
      return [
        ...(source.type === "GITHUB" && !/^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(source.location ?? "")
          ? [`source.location ${source.location} is not the HTTPS URL of a repository on GitHub`]
          : []),
        ...(source.auth?.type === "CODECONNECTIONS" &&
        !/^arn:[^:]+:codeconnections:/.test(source.auth.resource)
          ? [`source.auth.resource ${source.auth.resource} is not a connection`]
          : []),
        ...connectionProblems(source.auth?.resource, cloud),
        ...elsewhere.map((id) => `subnet ${id} is not in ${vpcConfig?.vpcId}`),
      ];
    },
    notChecked: ({ inputs: { source }, cloud }) => {
      const region = source.auth?.resource.split(":")[3] ?? "";
      return [
        ...(source.auth?.type === "CODECONNECTIONS"
          ? judgeService("CodeConnections", region).notChecked
          : []),
        ...(region === "" || region === cloud.account.region
          ? []
          : [
              `source.auth.resource: whether CodeBuild in ${cloud.account.region} can use a connection in ${region}`,
            ]),
      ];
    },
    defaults: {
      autoRetryLimit: () => 0,
      encryptionKey: arn("kms", () => "alias/aws/s3"),
    },
    outputs: { arn: ownId, badgeUrl: empty, publicProjectAlias: empty, tagsAll },
    seconds: { create: 5, update: 3, delete: 2 },
    // Idle time is not billed.
    price: () => [used("CodeBuild, Linux, general1.medium", usage.runnerMinutes)],
    after: [
      {
        first: rolePermissions,
        because: "CodeBuild checks that its role can use the connection when it creates the project",
        source: "https://docs.aws.amazon.com/codebuild/latest/userguide/connections-github-app.html",
      },
    ],
  }),

  "aws:codebuild/webhook:Webhook": defineType<aws.codebuild.Webhook, aws.codebuild.WebhookArgs>({
    replaceOn: ["projectName", "manualCreation"],
    // The provider sends it when it creates the webhook, and UpdateWebhook has no such parameter.
    notApplied: { scopeConfiguration: () => true },
    unique: ["projectName"],
    importId: ({ projectName: name }) => name,
    references: { projectName: project },
    refuse: ({ inputs }) =>
      (inputs.filterGroups ?? [])
        .flatMap(({ filters = [] }) => filters)
        .filter(({ type }) => type === "EVENT")
        .flatMap(({ pattern }) => pattern.split(/,\s*/))
        .filter((event) => !GITHUB_EVENTS.includes(event))
        .map((event) => `GitHub has no event ${event}`),
    outputs: {
      payloadUrl: ({ id, cloud }) =>
        `https://codebuild.${cloud.account.region}.${dnsSuffix(cloud)}/webhooks?t=${id}`,
      secret: empty,
      url: ({ inputs, cloud }) => {
        const location = cloud.find("aws:codebuild/project:Project", inputs.projectName, "name")?.inputs
          .source;
        return `https://api.github.com/repos/${new URL(String(Object(location).location)).pathname.slice(1)}/hooks/1`;
      },
    },
    seconds: { create: 3, delete: 2 },
    price: { partOf: project.type },
  }),
};
