import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at, isOrMayBe } from "../properties";

/** Where a type says that it is encrypted, and with which key. */
const paths: Readonly<Record<string, { readonly on: string; readonly key: string }>> = {
  "aws:ebs/volume:Volume": { on: "encrypted", key: "kmsKeyId" },
  "aws:efs/fileSystem:FileSystem": { on: "encrypted", key: "kmsKeyId" },
  "kubernetes:storage.k8s.io/v1:StorageClass": { on: "parameters.encrypted", key: "parameters.kmsKeyId" },
};

/** High: a volume is copied in one call. */
export const encryptVolumes: ResourcePolicy = {
  name: "encrypt-volumes",
  level: "mandatory",
  severity: "high",
  demands: "Volumes, and what classes of volumes make, are encrypted with a key of the customer's own.",
  reason: "A snapshot leaves the account in one call; without the key it is worth nothing.",
  fix: "Set encrypted to true and kmsKeyId to the key's ARN.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-3",
  types: Object.keys(paths),
  *check({ type, properties }) {
    const { on, key } = paths[type] ?? { on: "", key: "" };
    const provisioner = at(properties, "provisioner");
    if (typeof provisioner === "string" && !/ebs|efs/.test(provisioner)) return;
    if (!isOrMayBe(at(properties, on), true)) yield "it is not encrypted";
    else if (!isCustomerKey(at(properties, key))) yield "its key is not the customer's own";
  },
};
