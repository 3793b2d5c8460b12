import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link Storage}. */
export interface StorageArgs {
  /**
   * ARN of the key that encrypts the volumes. The cluster's role must have access to it. Changing it replaces the
   * StorageClass but no volumes.
   */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The default StorageClass: encrypted gp3 volumes, created in the zone of the first pod that uses them. Auto Mode does not
 * include a StorageClass.
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
