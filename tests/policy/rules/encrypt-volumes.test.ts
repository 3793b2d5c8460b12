import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptVolumes } from "../../../policy/rules/encrypt-volumes";
import { type Known, resource, violationsOf } from "../violations";

const volume = (properties: Known<aws.ebs.VolumeArgs>) =>
  violationsOf(encryptVolumes, resource<aws.ebs.VolumeArgs>("aws:ebs/volume:Volume", properties));
const storageClass = (parameters: object, provisioner = "ebs.csi.eks.amazonaws.com") =>
  violationsOf(
    encryptVolumes,
    resource("kubernetes:storage.k8s.io/v1:StorageClass", { provisioner, parameters }),
  );

test("volumes and storage classes with a customer-managed key are accepted, known or unknown", () => {
  expect(volume({ encrypted: true, kmsKeyId: UNKNOWN })).toBe("");
  expect(storageClass({ encrypted: "true", kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" })).toBe("");
});

test("a storage class for volumes outside AWS is ignored", () => {
  expect(storageClass({}, "rancher.io/local-path")).toBe("");
});

test("volumes without encryption, or with an AWS managed key, are rejected", () => {
  expect(volume({})).toContain("it is not encrypted");
  expect(volume({ encrypted: true })).toContain("its key is not a customer managed key");
  expect(storageClass({})).toContain("it is not encrypted");
  expect(storageClass({ encrypted: "false" })).toContain("it is not encrypted");
  expect(storageClass({ encrypted: "true" })).toContain("its key is not a customer managed key");
});
