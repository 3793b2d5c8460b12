/** The partitions of AWS: separate clouds with ARNs and DNS names of their own. Source: botocore's partitions.json. */
export interface Partition {
  /** As in ARNs: `aws-cn`. */
  readonly id: string;
  /** The end of the names of endpoints: `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
  /** The beginning of the names of regions. */
  readonly regions: string;
}

const standard: Partition = { id: "aws", dnsSuffix: "amazonaws.com", regions: "" };

const others: readonly Partition[] = [
  { id: "aws-cn", dnsSuffix: "amazonaws.com.cn", regions: "cn-" },
  { id: "aws-us-gov", dnsSuffix: "amazonaws.com", regions: "us-gov-" },
  { id: "aws-iso", dnsSuffix: "c2s.ic.gov", regions: "us-iso-" },
  { id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regions: "us-isob-" },
  { id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regions: "eu-isoe-" },
  { id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regions: "us-isof-" },
  { id: "aws-eusc", dnsSuffix: "amazonaws.eu", regions: "eusc-" },
];

/** The partition of a region. */
export function partitionOf(region: string): Partition {
  return others.find(({ regions }) => region.startsWith(regions)) ?? standard;
}
