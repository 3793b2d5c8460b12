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
  /** Ids of other accounts that can pull images, and whose Lambda functions can. */
  readonly pullingAccounts: readonly string[];
  /** Prevents deletion of the repository and its key. */
  readonly protection: boolean;
  /** Account and region of the repository. Changing the region replaces everything. */
  readonly account: Account & { readonly id: string; readonly partition: string };
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
    this.allowPulls(name, repository, args);
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

  private allowPulls(name: string, repository: aws.ecr.Repository, args: ImageRegistryArgs): void {
    const policy = createPullPolicy(args);
    new aws.ecr.RepositoryPolicy(
      name,
      { repository: repository.name, policy: pulumi.jsonStringify(policy) },
      { parent: this },
    );
  }
}

const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * Allows pulls by Lambda, for functions of the account and of pulling accounts in this region, and by the pulling accounts.
 * Lambda adds its own statement only if the identity that creates the function can change the repository's policy, which deploy
 * roles cannot, and a later bootstrap would remove that statement.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
 */
function createPullPolicy({ account, pullingAccounts }: ImageRegistryArgs): aws.iam.PolicyDocument {
  const { id: own, partition, region } = account;
  const others: aws.iam.PolicyStatement = {
    Sid: "OtherAccountsPull",
    Effect: "Allow",
    Principal: { AWS: pullingAccounts.map((id) => `arn:${partition}:iam::${id}:root`) },
    Action: ["ecr:BatchCheckLayerAvailability", ...PULL],
  };
  const lambda: aws.iam.PolicyStatement = {
    Sid: "LambdaPulls",
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: PULL,
    Condition: {
      StringLike: {
        "aws:SourceArn": [own, ...pullingAccounts].map(
          (id) => `arn:${partition}:lambda:${region}:${id}:function:*`,
        ),
      },
    },
  };
  return { Version: "2012-10-17", Statement: [lambda, ...(pullingAccounts.length > 0 ? [others] : [])] };
}
