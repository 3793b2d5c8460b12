/** Keys of AWS KMS. */
import { UNKNOWN } from "./properties";

/**
 * Whether a value names a key of the customer's own. One that AWS manages (`alias/aws/s3`) cannot be taken away from
 * anybody, nor shared, and its policy is AWS's.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt
 */
export function isCustomerKey(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "string" && value !== "" && !/(^|:)alias\/aws\//.test(value);
}
