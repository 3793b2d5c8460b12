import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import { createKeyPolicy, EncryptionKey } from "../infra/encryption-key";
import { ObjectCopies } from "../infra/object-copies";
import { ImageRegistry, type ImageRegistryArgs } from "./image-registry";
import { placeIn } from "./place-in-region";
import { getBucketArns, PrivateBucket } from "./private-bucket";
import type { StateStore } from "./state-store";

type ImageRegistrySettings = Omit<ImageRegistryArgs, "account">;

/** Arguments of {@link RecoveryStore}. Changes are applied in place unless noted otherwise. */
export interface RecoveryStoreArgs {
  /** The region of the copies. Changing it replaces everything but the key of the first region. */
  readonly region: string;
  readonly state: StateStore;
  /** Name of the state bucket. */
  readonly stateBucketName: string;
  /** Name of the bucket for the copies of states. Changing it replaces the bucket. */
  readonly bucketName: string;
  /** How long an overwritten or deleted state can be restored, in days. */
  readonly oldVersionDays: number;
  /** Alias of the key for secrets in both regions, without `alias/`. */
  readonly secretsAlias: string;
  /**
   * The registries whose images are copied. ECR selects repositories by the beginning of their names, so these must be all whose name begins
   * with that of the first one.
   */
  readonly images: readonly [ImageRegistrySettings, ...ImageRegistrySettings[]];
  /** Prevents deletion of the bucket, its versions and the keys. */
  readonly protection: boolean;
  readonly account: Account & { readonly id: string; readonly partition: string };
}

/**
 * What is left in another region when the first one is lost: a copy of the state bucket, a key for secrets that works in both
 * regions, and copies of new images. docs/region-lost.md describes its use.
 */
export class RecoveryStore extends pulumi.ComponentResource {
  /** Name of the bucket with the copies of states. */
  readonly bucketName: pulumi.Output<string>;
  /** URL of the repository with the copies of images, without a tag. */
  readonly imageRepository: pulumi.Output<string>;

  constructor(name: string, args: RecoveryStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:RecoveryStore", name, {}, opts);
    const { region, account, images } = args;
    const there = { parent: this, transformations: [placeIn(region)] };
    this.bucketName = this.copyStates(`${name}-state`, args, there);
    this.createSecretsKey(`${name}-secrets`, args, there);
    const [registry] = images.map(
      (each, at) =>
        new ImageRegistry(
          at === 0 ? `${name}-images` : `${name}-images-${at + 1}`,
          { ...each, account: { ...account, region } },
          there,
        ),
    );
    if (registry === undefined) throw new Error("there is one at least");
    this.imageRepository = registry.url;
    this.copyImages(name, args);
    const { bucketName, imageRepository } = this;
    this.registerOutputs({ bucketName, imageRepository });
  }

  private copyStates(
    name: string,
    args: RecoveryStoreArgs,
    there: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    const { region, state, stateBucketName, bucketName, oldVersionDays, protection, account } = args;
    const { partition } = account;
    const key = new EncryptionKey(
      name,
      {
        description: "Copies of states",
        account: { ...account, region },
        deletionWindowDays: 30,
        undeletable: protection,
      },
      { ...there, protect: protection },
    );
    const bucket = new PrivateBucket(
      name,
      { bucketName, partition, keyArn: key.arn, oldVersionDays, protection },
      there,
    );
    new ObjectCopies(
      name,
      {
        description: "states",
        bucketName: state.bucketName,
        bucketArn: getBucketArns({ bucketName: stateBucketName, partition }).bucket,
        keyArn: state.bucketKeyArn,
        target: { region, bucketName: bucket.bucketName, keyArn: key.arn },
        account,
      },
      { parent: this },
    );
    return bucket.bucketName;
  }

  /**
   * A multi-Region key: what it encrypted in one region is decrypted in the other one. The key of the state store cannot become one.
   * https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
   */
  private createSecretsKey(
    name: string,
    { account, secretsAlias: alias, protection }: RecoveryStoreArgs,
    there: pulumi.ComponentResourceOptions,
  ): void {
    const description = "Secrets in config and state, in two regions";
    const key = new EncryptionKey(
      name,
      { description, account, deletionWindowDays: 30, undeletable: protection, multiRegion: true, alias },
      { parent: this, protect: protection },
    );
    const replica = new aws.kms.ReplicaKey(
      name,
      {
        primaryKeyArn: key.arn,
        description,
        deletionWindowInDays: 30,
        policy: pulumi.jsonStringify(createKeyPolicy({ account, undeletable: protection })),
      },
      { ...there, protect: protection },
    );
    new aws.kms.Alias(`${name}-replica`, { name: `alias/${alias}`, targetKeyId: replica.keyId }, there);
  }

  /** Copies images that are pushed from now on. https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html */
  private copyImages(name: string, { region, images: [images], account }: RecoveryStoreArgs): void {
    new aws.ecr.ReplicationConfiguration(
      name,
      {
        replicationConfiguration: {
          rules: [
            {
              destinations: [{ region, registryId: account.id }],
              repositoryFilters: [{ filter: images.repositoryName, filterType: "PREFIX_MATCH" }],
            },
          ],
        },
      },
      { parent: this },
    );
  }
}
