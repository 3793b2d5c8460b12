import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import { EncryptionKey } from "../infra/encryption-key";

/** Arguments of {@link ImageRegistry}. Changes are applied in place unless noted otherwise. */
export interface ImageRegistryArgs {
  /**
   * Name of the repository. Changing it replaces the repository and deletes its images.
   *
   * @example "groundwork/gallery"
   */
  readonly repositoryName: string;
  /** Number of tagged images to keep. The oldest images are deleted first. */
  readonly imagesKept: number;
  /** Ids of other accounts that can pull images. */
  readonly pullingAccounts: readonly string[];
  /** Prevents deletion of the repository and its key. */
  readonly protection: boolean;
  /** Account and region of the repository. Changing the region replaces everything. */
  readonly account: Account & { readonly partition: string };
}

/** An ECR repository with immutable tags, from which all environments pull images. */
export class ImageRegistry extends pulumi.ComponentResource {
  /** ARN of the repository. */
  readonly arn: pulumi.Output<string>;
  /** URL for `docker push`, without a tag. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ImageRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:ImageRegistry", name, {}, opts);
    const { protection, account } = args;
    const key = new EncryptionKey(
      name,
      { description: "Container images", account, deletionWindowDays: 30 },
      { parent: this, protect: protection },
    );
    const repository = new aws.ecr.Repository(
      name,
      {
        name: args.repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        // Changing the key would replace the repository.
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
        forceDelete: !protection,
      },
      { parent: this, protect: protection },
    );
    this.limitImages(name, repository, args);
    this.allowOtherAccounts(name, repository, args);
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }

  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
  private limitImages(name: string, repository: aws.ecr.Repository, { imagesKept }: ImageRegistryArgs): void {
    const createRule = (rulePriority: number, description: string, selection: object) => ({
      rulePriority,
      description,
      selection,
      action: { type: "expire" },
    });
    const days = { countType: "sinceImagePushed", countUnit: "days", countNumber: 14 };
    const count = { countType: "imageCountMoreThan", countNumber: imagesKept };
    const rules = [
      createRule(1, "What no tag names any more", { tagStatus: "untagged", ...days }),
      createRule(2, "The oldest", { tagStatus: "tagged", tagPatternList: ["*"], ...count }),
    ];
    new aws.ecr.LifecyclePolicy(
      name,
      { repository: repository.name, policy: JSON.stringify({ rules }) },
      { parent: this },
    );
  }

  private allowOtherAccounts(name: string, repository: aws.ecr.Repository, args: ImageRegistryArgs): void {
    if (args.pullingAccounts.length === 0) return;
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OtherAccountsPull",
          Effect: "Allow",
          Principal: {
            AWS: args.pullingAccounts.map((id) => `arn:${args.account.partition}:iam::${id}:root`),
          },
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        },
      ],
    };
    new aws.ecr.RepositoryPolicy(
      name,
      { repository: repository.name, policy: pulumi.jsonStringify(policy) },
      { parent: this },
    );
  }
}
