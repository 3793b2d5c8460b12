import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptClusterSecrets } from "../../../policy/rules/encrypt-cluster-secrets";
import { type Known, resource, violationsOf } from "../violations";

const asked = (properties: Known<aws.eks.ClusterArgs>) =>
  violationsOf(encryptClusterSecrets, resource<aws.eks.ClusterArgs>("aws:eks/cluster:Cluster", properties));

test("a cluster that encrypts Secrets with a key is accepted, known or unknown", () => {
  expect(asked({ encryptionConfig: { provider: { keyArn: "arn:aws:kms:…" }, resources: ["secrets"] } })).toBe(
    "",
  );
  expect(asked(Object({ encryptionConfig: { provider: { keyArn: UNKNOWN }, resources: ["secrets"] } }))).toBe(
    "",
  );
});

test("a cluster without a key is rejected, and so is one whose key encrypts nothing", () => {
  expect(asked({})).toContain("its Secrets are not encrypted");
  expect(asked({ encryptionConfig: { provider: { keyArn: "arn:aws:kms:…" }, resources: [] } })).not.toBe("");
});
