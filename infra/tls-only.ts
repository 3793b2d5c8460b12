import type * as aws from "@pulumi/aws";

/**
 * Creates a policy statement for a bucket, queue or topic that denies all requests without TLS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export function denyWithoutTls(
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
