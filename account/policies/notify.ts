import type * as aws from "@pulumi/aws";

/**
 * Creates a policy that allows publishing to one SNS topic and nothing else. The key of an encrypted topic can be used only through
 * SNS and only for this topic; a key of the customer also has to allow it in its own policy.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
 *
 * @param topicArn ARN of the topic, in any account and region of the partition
 */
export function createNotifyPolicy(topicArn: string): aws.iam.PolicyDocument {
  const [, partition, , region, account] = topicArn.split(":");
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "Publish", Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
      {
        Sid: "Encrypt",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
        Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": topicArn } },
      },
    ],
  };
}
