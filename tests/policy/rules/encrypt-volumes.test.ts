import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptVolumes } from "../../../policy/rules/encrypt-volumes";
import { type Known, resource, said } from "../asked";

const volume = (properties: Known<aws.ebs.VolumeArgs>) =>
  said(encryptVolumes, resource<aws.ebs.VolumeArgs>("aws:ebs/volume:Volume", properties));
const storageClass = (parameters: object, provisioner = "ebs.csi.eks.amazonaws.com") =>
  said(encryptVolumes, resource("kubernetes:storage.k8s.io/v1:StorageClass", { provisioner, parameters }));

test("volumes and classes with the customer's key may be, known or not yet", () => {
  expect(volume({ encrypted: true, kmsKeyId: UNKNOWN })).toBe("");
  expect(storageClass({ encrypted: "true", kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" })).toBe("");
});

test("a class of volumes that are not in AWS is none of its business", () => {
  expect(storageClass({}, "rancher.io/local-path")).toBe("");
});

test("volumes without encryption may not, nor those with AWS's own key", () => {
  expect(volume({})).toContain("it is not encrypted");
  expect(volume({ encrypted: true })).toContain("its key is not a customer managed key");
  expect(storageClass({})).toContain("it is not encrypted");
  expect(storageClass({ encrypted: "false" })).toContain("it is not encrypted");
  expect(storageClass({ encrypted: "true" })).toContain("its key is not a customer managed key");
});
