/** Keys of AWS KMS. */
import { UNKNOWN } from "./properties";

/**
 * Whether a value refers to a customer managed key. The policy of an AWS managed key (`alias/aws/s3`) cannot be changed, so
 * access to the key can be neither revoked nor shared with another account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt
 */
export function isCustomerManagedKey(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "string" && value !== "" && !/(^|:)alias\/aws\//.test(value);
}
