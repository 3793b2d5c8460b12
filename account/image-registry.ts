import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import { EncryptionKey } from "../infra/encryption-key";

/** Where images lie. Everything changes in place except where a field says otherwise. */
export interface ImageRegistryArgs {
  /** Name of the repository. Changing it replaces it, and the images are gone. */
  readonly repositoryName: string;
  /** How many tagged images are kept; the oldest go first. */
  readonly imagesKept: number;
  /** Numbers of other accounts that may pull. */
  readonly pullingAccounts: readonly string[];
  /** Refuses to delete the repository, and its key. */
  readonly protection: boolean;
  readonly account: Account & { readonly partition: string };
}

/** The registry that every environment pulls from: an image is built once, and its tag never means another one. */
export class ImageRegistry extends pulumi.ComponentResource {
  /** ARN of the repository. */
  readonly arn: pulumi.Output<string>;
  /** What `docker push` takes, without a tag. */
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
    this.limit(name, repository, args);
    this.share(name, repository, args);
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }

  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
  private limit(name: string, repository: aws.ecr.Repository, { imagesKept }: ImageRegistryArgs): void {
    const rule = (rulePriority: number, description: string, selection: object) => ({
      rulePriority,
      description,
      selection,
      action: { type: "expire" },
    });
    const days = { countType: "sinceImagePushed", countUnit: "days", countNumber: 14 };
    const count = { countType: "imageCountMoreThan", countNumber: imagesKept };
    const rules = [
      rule(1, "What no tag names any more", { tagStatus: "untagged", ...days }),
      rule(2, "The oldest", { tagStatus: "tagged", tagPatternList: ["*"], ...count }),
    ];
    new aws.ecr.LifecyclePolicy(
      name,
      { repository: repository.name, policy: JSON.stringify({ rules }) },
      { parent: this },
    );
  }

  private share(name: string, repository: aws.ecr.Repository, args: ImageRegistryArgs): void {
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
