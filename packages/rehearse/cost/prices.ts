/** A public list price of AWS in us-east-1, in US dollars, without taxes, discounts and free tiers. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  /** URL of the AWS page with the price. */
  readonly page: string;
  /** URL of the source that was read, and the date of the source or of the reading. */
  readonly seen: string;
  readonly asOf: string;
}

/** The region of all prices; `priceBasis` states it next to each sum. */
export const priceRegion = "us-east-1";

/**
 * Says which prices a sum is made of, and that a stack in another region pays others: `us-east-1 list prices`. AWS in China is a
 * separate service with its own prices, in yuan: https://docs.amazonaws.cn/en_us/aws/latest/userguide/billing-and-payment.html
 *
 * @param region the region of the stack
 */
export function priceBasis(region: string): string {
  const basis = `${priceRegion} list prices`;
  if (region === priceRegion) return basis;
  return region.startsWith("cn-")
    ? `${basis}, which do not apply to ${region}: AWS in China has its own prices, in yuan`
    : `${basis}, which differ from those in ${region}`;
}

const reading = "2026-11-24";
const notes = "price notes in public repositories";

const searchInstance = (usd: number) => ({
  usd,
  per: "hour",
  page: "https://aws.amazon.com/opensearch-service/pricing/",
  seen: notes,
  asOf: reading,
});
const searchInstances = {
  "OpenSearch t3.small.search": searchInstance(0.036),
  "OpenSearch t3.medium.search": searchInstance(0.073),
  "OpenSearch m6g.large.search": searchInstance(0.128),
  "OpenSearch r6g.large.search": searchInstance(0.167),
};

/** All prices that the estimate uses. To update a price, change its line and its date. */
export const prices = {
  "EKS control plane": {
    usd: 0.1,
    per: "hour",
    page: "https://aws.amazon.com/eks/pricing/",
    seen: "https://cloudburn.io/blog/amazon-eks-pricing",
    asOf: "2026-04-01",
  },
  // In addition to the price of the instance.
  "EKS Auto Mode, of m7g.large": {
    usd: 0.0816 * 0.12,
    per: "hour",
    page: "https://aws.amazon.com/eks/pricing/",
    seen: "https://www.factualminds.com/blog/amazon-eks-pricing-control-plane-addons-auto-mode/ (12 % of the instance)",
    asOf: "2026-06-13",
  },
  "EC2 m7g.large": {
    usd: 0.0816,
    per: "hour",
    page: "https://aws.amazon.com/ec2/pricing/on-demand/",
    seen: "https://www.factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026/",
    asOf: "2026-06-17",
  },
  "EBS gp3": {
    usd: 0.08,
    per: "GiB-month",
    page: "https://aws.amazon.com/ebs/pricing/",
    seen: notes,
    asOf: reading,
  },
  "NAT gateway": {
    usd: 0.045,
    per: "hour",
    page: "https://aws.amazon.com/vpc/pricing/",
    seen: "https://cloudburn.io/blog/aws-nat-gateway-pricing",
    asOf: "2026-02-24",
  },
  "NAT gateway, data": {
    usd: 0.045,
    per: "GB",
    page: "https://aws.amazon.com/vpc/pricing/",
    seen: "https://cloudburn.io/blog/aws-nat-gateway-pricing",
    asOf: "2026-02-24",
  },
  "Public IPv4 address": {
    usd: 0.005,
    per: "hour",
    page: "https://aws.amazon.com/vpc/pricing/",
    seen: "https://www.factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway/",
    asOf: "2026-06-13",
  },
  "Data to the internet": {
    usd: 0.09,
    per: "GB",
    page: "https://aws.amazon.com/ec2/pricing/on-demand/",
    seen: "https://cloudpipelines.pages.dev/guides/aws-nat-gateway-pricing-2026/",
    asOf: reading,
  },
  "Data between zones, both ways": {
    usd: 0.02,
    per: "GB",
    page: "https://aws.amazon.com/ec2/pricing/on-demand/",
    seen: "https://www.usage.ai/blogs/aws-network-costs/",
    asOf: "2026-05-01",
  },
  "Application Load Balancer": {
    usd: 0.0225,
    per: "hour",
    page: "https://aws.amazon.com/elasticloadbalancing/pricing/",
    seen: notes,
    asOf: "2026-09-24",
  },
  "Load balancer capacity unit": {
    usd: 0.008,
    per: "hour",
    page: "https://aws.amazon.com/elasticloadbalancing/pricing/",
    seen: notes,
    asOf: "2026-09-24",
  },
  "RDS db.t4g.medium": {
    usd: 0.065,
    per: "hour",
    page: "https://aws.amazon.com/rds/postgresql/pricing/",
    seen: "https://infratally.com/articles/aws-rds-pricing-explained-2026.html",
    asOf: reading,
  },
  // Derived from a monthly price (122 dollars; an xlarge costs 245), because the page of AWS could not be read.
  "RDS db.m8g.large": {
    usd: 0.168,
    per: "hour",
    page: "https://aws.amazon.com/rds/postgresql/pricing/",
    seen: notes,
    asOf: reading,
  },
  "RDS gp3 storage": {
    usd: 0.115,
    per: "GiB-month",
    page: "https://aws.amazon.com/rds/postgresql/pricing/",
    seen: "https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/",
    asOf: "2026-06-01",
  },
  "RDS backup storage": {
    usd: 0.095,
    per: "GiB-month",
    page: "https://aws.amazon.com/rds/postgresql/pricing/",
    seen: notes,
    asOf: reading,
  },
  ...searchInstances,
  "OpenSearch gp3 storage": {
    usd: 0.122,
    per: "GiB-month",
    page: "https://aws.amazon.com/opensearch-service/pricing/",
    seen: notes,
    asOf: reading,
  },
  "Data transfer to another region": {
    usd: 0.02,
    per: "GB",
    page: "https://aws.amazon.com/ec2/pricing/on-demand/",
    seen: notes,
    asOf: reading,
  },
  "KMS key": {
    usd: 1,
    per: "month",
    page: "https://aws.amazon.com/kms/pricing/",
    seen: "https://cloudburn.io/blog/aws-kms-pricing",
    asOf: "2026-03-14",
  },
  "KMS requests": {
    usd: 0.03,
    per: "10,000",
    page: "https://aws.amazon.com/kms/pricing/",
    seen: "https://www.wring.co/blog/aws-kms-pricing-guide",
    asOf: "2026-03-15",
  },
  "Secrets Manager secret": {
    usd: 0.4,
    per: "month",
    page: "https://aws.amazon.com/secrets-manager/pricing/",
    seen: "https://hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms",
    asOf: reading,
  },
  "CloudWatch alarm": {
    usd: 0.1,
    per: "month",
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    seen: notes,
    asOf: reading,
  },
  "CloudWatch metric": {
    usd: 0.3,
    per: "month",
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    seen: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
    asOf: "2026-06-13",
  },
  "CloudWatch Logs, taken in": {
    usd: 0.5,
    per: "GB",
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    seen: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
    asOf: "2026-06-13",
  },
  "CloudWatch Logs, kept": {
    usd: 0.03,
    per: "GB-month",
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    seen: notes,
    asOf: reading,
  },
  // What queries retrieve costs a tenth of it. The price is in the page's examples too.
  "X-Ray traces": {
    usd: 5,
    per: "million",
    page: "https://aws.amazon.com/xray/pricing/",
    seen: "https://aws.amazon.com/de/xray/pricing/",
    asOf: reading,
  },
  "S3 Standard": {
    usd: 0.023,
    per: "GB-month",
    page: "https://aws.amazon.com/s3/pricing/",
    seen: "https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples",
    asOf: reading,
  },
  "S3 writes": {
    usd: 0.005,
    per: "1,000",
    page: "https://aws.amazon.com/s3/pricing/",
    seen: "https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples",
    asOf: reading,
  },
  "S3 reads": {
    usd: 0.0004,
    per: "1,000",
    page: "https://aws.amazon.com/s3/pricing/",
    seen: "https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples",
    asOf: reading,
  },
  "Lambda on arm64": {
    usd: 0.0000133334,
    per: "GB-second",
    page: "https://aws.amazon.com/lambda/pricing/",
    seen: "https://cloudchipr.com/blog/aws-lambda-pricing",
    asOf: reading,
  },
  "SQS requests": {
    usd: 0.4,
    per: "million",
    page: "https://aws.amazon.com/sqs/pricing/",
    seen: "https://cloudburn.io/blog/amazon-sqs-pricing",
    asOf: "2026-03-14",
  },
  "SNS messages": {
    usd: 0.5,
    per: "million",
    page: "https://aws.amazon.com/sns/pricing/",
    seen: "https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/",
    asOf: "2026-06-13",
  },
  "CodeBuild, Linux, general1.medium": {
    usd: 0.01,
    per: "minute",
    page: "https://aws.amazon.com/codebuild/pricing/",
    seen: "https://c3x.dev/resources/aws/aws_codebuild_project/",
    asOf: reading,
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** A price of the list. Throws an Error for an unknown name. */
export function priceOf(name: string): Price {
  if (isPriceName(name)) return prices[name];
  throw new Error(`packages/rehearse/cost/prices.ts has no price "${name}"`);
}

/** The name of the price of an RDS instance class. Undefined if the list has none. */
export function instancePrice(instanceClass: string): PriceName | undefined {
  const name = `RDS ${instanceClass}`;
  return isPriceName(name) ? name : undefined;
}

/** The name of the price of an instance type of OpenSearch. Undefined if the list has none. */
export function searchInstancePrice(instanceType: string): PriceName | undefined {
  const name = `OpenSearch ${instanceType}`;
  return isPriceName(name) ? name : undefined;
}

function isPriceName(name: string): name is PriceName {
  return name in prices;
}
