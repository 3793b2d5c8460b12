import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue, mayEqual } from "../properties";

/** Paths of the encryption flag and the key in each type. */
const paths: Readonly<Record<string, { readonly on: string; readonly key: string }>> = {
  "aws:ebs/volume:Volume": { on: "encrypted", key: "kmsKeyId" },
  "aws:efs/fileSystem:FileSystem": { on: "encrypted", key: "kmsKeyId" },
  "kubernetes:storage.k8s.io/v1:StorageClass": { on: "parameters.encrypted", key: "parameters.kmsKeyId" },
};

/** High: a volume can be copied with one API call. */
export const encryptVolumes: ResourcePolicy = {
  name: "encrypt-volumes",
  level: "mandatory",
  severity: "high",
  description: "Volumes, and the volumes of a StorageClass, are encrypted with a customer managed key.",
  reason:
    "A snapshot can be shared with another account with one API call; without the key it is unreadable.",
  fix: "Set encrypted to true and kmsKeyId to the key's ARN.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-3",
  types: Object.keys(paths),
  *check({ type, properties }) {
    const { on, key } = paths[type] ?? { on: "", key: "" };
    const provisioner = getValue(properties, "provisioner");
    if (typeof provisioner === "string" && !/ebs|efs/.test(provisioner)) return;
    if (!mayEqual(getValue(properties, on), true)) yield "it is not encrypted";
    else if (!isCustomerManagedKey(getValue(properties, key))) yield "its key is not a customer managed key";
  },
};
