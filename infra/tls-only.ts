import type * as aws from "@pulumi/aws";

/**
 * A statement for the policy of a bucket, queue or topic by which AWS refuses what comes without TLS, whoever sends it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export function tlsOnly(
  action: string,
  resource: NonNullable<aws.iam.PolicyStatement["Resource"]>,
): aws.iam.PolicyStatement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
