/** The partitions of AWS: separate clouds with accounts, ARNs and DNS names of their own. */

/** How the names of a partition's regions begin, and its DNS suffix. Source: partitions.json and endpoints.json of botocore 1.43.11. */
const PARTITIONS = [
  ["cn-", "aws-cn", "amazonaws.com.cn"],
  ["eusc-", "aws-eusc", "amazonaws.eu"],
  ["us-gov-", "aws-us-gov", "amazonaws.com"],
  ["us-iso-", "aws-iso", "c2s.ic.gov"],
  ["us-isob-", "aws-iso-b", "sc2s.sgov.gov"],
  ["eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"],
  ["us-isof-", "aws-iso-f", "csp.hci.ic.gov"],
] as const;

const findPartition = (region: string) =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix)) ?? (["", "aws", "amazonaws.com"] as const);

/** Returns the partition of a region: the second part of every ARN. */
export const partitionOf = (region: string): string => findPartition(region)[1];

/** Returns how the host names of AWS end in a region, such as `amazonaws.com.cn`. */
export const dnsSuffixOf = (region: string): string => findPartition(region)[2];

/**
 * Describes the allowed ARN if an ARN is of another partition than the region. IAM grants access within one partition only:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
export function partitionProblem(arn: string, region: string): string | undefined {
  const own = partitionOf(region);
  const [, partition, ...rest] = arn.split(":");
  return arn === "" || partition === own
    ? undefined
    : `an ARN of the partition ${own}, which has ${region}, such as ${["arn", own, ...rest].join(":")}`;
}
