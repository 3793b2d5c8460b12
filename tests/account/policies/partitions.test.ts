/**
 * Names of services that depend on the partition. Sources: kms:ViaService is a host name
 * (https://github.com/kubernetes/kops/pull/18363), service principals are those of AWS CDK, which have the partition's suffix for
 * CloudWatch Logs only (https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/region-info/lib/default.ts).
 */

import { newCloud } from "@groundwork/rehearse/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { evaluate } from "@groundwork/rehearse/cloud/evaluation";
import * as aws from "@pulumi/aws";
import { createBoundaryPolicy } from "../../../account/policies/boundary";
import { createDeployPolicies } from "../../../account/policies/deploy";
import { createPreviewPolicies } from "../../../account/policies/preview";
import { ApplicationAccess } from "../../../infra/application-access";
import { EncryptionKey } from "../../../infra/encryption-key";
import { Photos } from "../../../infra/photos";
import { partitionOf } from "../../../settings/partition";
import { DNS_SUFFIXES, REGIONS } from "./regions";

const accountId = "111122223333";
const everywhere = Object.entries(REGIONS).flatMap(([partition, regions]) =>
  regions.map((region) => [region, partition, DNS_SUFFIXES[partition] ?? ""] as const),
);

/** The values of a condition key in a policy, and in everything that it contains. */
function valuesOf(policy: unknown, key: string): string[] {
  if (typeof policy !== "object" || policy === null) return [];
  return Object.entries(policy).flatMap(([name, value]) =>
    name === key ? [value].flat().map(String) : valuesOf(value, key),
  );
}

test.each(everywhere)("the roles of bootstrap name services as in %s", (region, partition, suffix) => {
  const key = `arn:${partition}:kms:${region}:${accountId}:key/1`;
  const scope = {
    ...{ accountId, partition, region, project: "groundwork" },
    ...{ stateBucket: "states", stateKeyArn: key, secretsKeyArn: key },
  };
  const policies = [
    createPreviewPolicies(scope, ["dev"]),
    createDeployPolicies(scope, "dev"),
    createBoundaryPolicy(scope, "dev"),
  ];
  expect([...new Set(policies.flatMap((policy) => valuesOf(policy, "kms:ViaService")))].sort()).toEqual([
    `s3.${region}.${suffix}`,
    `secretsmanager.${region}.${suffix}`,
  ]);
  expect(valuesOf(policies, "iam:PassedToService")).toEqual(
    expect.arrayContaining(["eks.amazonaws.com", `ec2.${suffix}`]),
  );
});

test.each(["us-east-1", "cn-north-1"])("the policies of a stack name services as in %s", async (region) => {
  const partition = partitionOf(region);
  const suffix = DNS_SUFFIXES[partition] ?? "";
  const cloud = newCloud();
  const account = { id: accountId, partition, dnsSuffix: suffix, region };
  await evaluate({
    program: () => {
      const options = { providers: { aws: new aws.Provider("aws", { region }) } };
      const key = { description: "Tests", account, forLogs: true, deletionWindowDays: 7 };
      const { arn: keyArn } = new EncryptionKey("key", key, options);
      const photos = new Photos(
        "photos",
        { keyArn, galleryHost: undefined, databaseBackupDays: 7, deletionProtection: false, account },
        options,
      );
      new ApplicationAccess(
        "photos-api",
        {
          description: "Tests",
          clusterName: "main",
          workload: { namespace: "gallery", serviceAccount: "api" },
          buckets: [{ bucketArn: photos.bucketArn, keyArn, access: "write" }],
          account,
        },
        options,
      );
    },
    cloud,
    project: "groundwork",
    stack: "dev",
    config: {},
  }).catch((error) => {
    // The cluster to which the API's role belongs does not exist.
    if (!(error instanceof Refusal)) throw error;
  });
  const policies = cloud
    .list()
    .flatMap(({ inputs: { policy } }) => (typeof policy === "string" ? [JSON.parse(policy)] : []));
  expect(valuesOf(policies, "kms:ViaService")).toEqual([`s3.${region}.${suffix}`]);
  expect(valuesOf(policies, "Service")).toContain(`logs.${region}.${suffix}`);
});
