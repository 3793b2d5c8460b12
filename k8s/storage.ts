import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** What the volumes are made with. */
export interface StorageArgs {
  /** ARN of the key that encrypts them; the cluster's role has to be allowed its use. Replaces the class, no volume. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * What a volume claim gets that names no class: an encrypted gp3 volume, made in the zone of the pod that first uses it.
 * Auto Mode brings no class of its own.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
export class Storage extends pulumi.ComponentResource {
  constructor(name: string, { keyArn }: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Storage", name, {}, opts);
    new k8s.storage.v1.StorageClass(
      name,
      {
        metadata: {
          name: "gp3-encrypted",
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        },
        provisioner: "ebs.csi.eks.amazonaws.com",
        parameters: { type: "gp3", encrypted: "true", kmsKeyId: keyArn },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
