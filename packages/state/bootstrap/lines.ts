/** The manual steps after bootstrap: lines for the stacks' files, and for the repository's settings. */

import { variableSuffix } from "@groundwork/rehearse/project/environments";
import { projectName } from "@groundwork/rehearse/project/files";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { accountConfig } from "./config";
import type { Target } from "./options";

const outputsSchema = z.object({
  backendUrl: z.string(),
  imageRepository: z.string(),
  previewRoleArn: z.string(),
  imageRoleArn: z.string(),
  reviewImageRepository: z.string().optional(),
  reviewImageRoleArn: z.string().optional(),
  notifyRoleArn: z.string().optional(),
  notificationTopicArn: z.string().optional(),
  deployRoleArns: z.record(z.string(), z.string()),
  boundaryArns: z.record(z.string(), z.string()),
});

/** The lines to add to files and settings. */
export function lines(outputs: OutputMap, target: Target, gated: readonly string[]): string {
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  const made = outputsSchema.parse(values);
  const { reviewEnvironment, secretsProvider } = accountConfig();
  const project = projectName();
  // The stacks of pull requests and their settings files are created on demand.
  const isStack = (environment: string) => environment !== reviewEnvironment;
  const environments = Object.keys(made.deployRoleArns);
  return [
    "Pulumi.yaml:",
    "  backend:",
    `    url: ${made.backendUrl}`,
    "",
    ...environments
      .filter(isStack)
      .flatMap((environment) => [
        `Pulumi.${environment}.yaml, under config:`,
        `  ${project}:rolePermissionsBoundary: ${made.boundaryArns[environment]}`,
        `  ${project}:clusterAdmins: […, ${made.deployRoleArns[environment]}]`,
        `  ${project}:clusterPreviewers: [${made.previewRoleArn}]`,
        "then, once:",
        `  pulumi stack init ${environment} --secrets-provider='${secretsProvider(target, environment)}'`,
        "",
      ]),
    "GitHub, variables of the repository (no secrets):",
    `  AWS_REGION=${target.region}`,
    `  PULUMI_BACKEND_URL=${made.backendUrl}`,
    `  IMAGE_REPOSITORY=${made.imageRepository}`,
    `  AWS_ROLE_IMAGE=${made.imageRoleArn}`,
    ...(made.reviewImageRoleArn === undefined
      ? []
      : [
          `  IMAGE_REPOSITORY_REVIEW=${made.reviewImageRepository}`,
          `  AWS_ROLE_IMAGE_REVIEW=${made.reviewImageRoleArn}`,
        ]),
    `  AWS_ROLE_PREVIEW=${made.previewRoleArn}`,
    ...environments.map(
      (environment) => `  AWS_ROLE_DEPLOY_${variableSuffix(environment)}=${made.deployRoleArns[environment]}`,
    ),
    ...(made.notifyRoleArn === undefined
      ? []
      : [
          "  NOTIFY=sns",
          `  NOTIFY_TOPIC_ARN=${made.notificationTopicArn}`,
          `  AWS_ROLE_NOTIFY=${made.notifyRoleArn}`,
        ]),
    ...(gated.length === 0
      ? []
      : [
          "",
          "GitHub, environments, each with required reviewers and only the deployment branch `main`:",
          ...gated.filter(isStack).map((environment) => `  ${environment}`),
          ...(gated.includes(reviewEnvironment)
            ? [`  ${reviewEnvironment}, with the deployment branch refs/pull/*/merge instead`]
            : []),
        ]),
  ].join("\n");
}
