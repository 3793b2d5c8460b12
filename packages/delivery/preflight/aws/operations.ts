/** The operations that a preflight calls, all of which only read. */

/** How an operation's request and response are written. https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol =
  | { readonly kind: "query" | "ec2"; readonly version: string }
  | { readonly kind: "json"; readonly target: string; readonly version: "1.0" | "1.1" }
  | { readonly kind: "rest"; readonly path: (params: Params) => string; readonly format: "json" | "xml" };

/** Parameters by name. Lists of the query protocols are written out, such as `Filter.1.Value.1`. */
export type Params = Readonly<Record<string, unknown>>;

/** Names of the token in the request and in the response of an operation that returns pages. */
interface Pages {
  readonly token: string;
  readonly next: string;
}

export interface OperationModel {
  readonly protocol: Protocol;
  /** Undefined if the response has no pages. */
  readonly pages?: Pages;
}

const ec2: OperationModel = { protocol: { kind: "ec2", version: "2016-11-15" } };
const ec2Pages = { ...ec2, pages: { token: "NextToken", next: "nextToken" } };
const rds: OperationModel = {
  protocol: { kind: "query", version: "2014-10-31" },
  pages: { token: "Marker", next: "Marker" },
};
const iam: OperationModel = { protocol: { kind: "query", version: "2010-05-08" } };
const quotas: OperationModel = {
  protocol: { kind: "json", version: "1.1", target: "ServiceQuotasV20190624" },
};
const acm: OperationModel = { protocol: { kind: "json", version: "1.1", target: "CertificateManager" } };
const ecr: OperationModel = {
  protocol: { kind: "json", version: "1.1", target: "AmazonEC2ContainerRegistry_V20150921" },
};

/**
 * The operations by IAM action. Their models are those of AWS's SDKs, and the tests compare every request and response with them:
 * https://github.com/boto/botocore/tree/develop/botocore/data
 */
export const operations = {
  "sts:GetCallerIdentity": { protocol: { kind: "query", version: "2011-06-15" } },
  "ec2:DescribeAvailabilityZones": ec2,
  "ec2:DescribeAddresses": ec2,
  "ec2:DescribeVpcs": ec2Pages,
  "ec2:DescribeVpcAttribute": ec2,
  "ec2:DescribeRouteTables": ec2Pages,
  "ec2:DescribeSecurityGroups": ec2Pages,
  "ec2:DescribeInternetGateways": ec2Pages,
  "ec2:DescribeNatGateways": ec2Pages,
  "ec2:DescribeSubnets": ec2Pages,
  "ec2:DescribeInstances": ec2Pages,
  "rds:DescribeDBEngineVersions": rds,
  "rds:DescribeOrderableDBInstanceOptions": rds,
  "rds:DescribeDBInstances": rds,
  "eks:DescribeClusterVersions": {
    protocol: {
      kind: "rest",
      format: "json",
      path: ({ clusterVersions }) =>
        `/cluster-versions?clusterVersions=${encodeURIComponent(String(clusterVersions))}`,
    },
  },
  "servicequotas:GetServiceQuota": quotas,
  "servicequotas:GetAWSDefaultServiceQuota": quotas,
  "servicequotas:ListServiceQuotas": { ...quotas, pages: { token: "NextToken", next: "NextToken" } },
  "iam:GetRole": iam,
  "iam:GetUser": iam,
  "iam:GetPolicy": iam,
  "route53:GetHostedZone": {
    protocol: {
      kind: "rest",
      format: "xml",
      path: ({ Id }) => `/2013-04-01/hostedzone/${encodeURIComponent(String(Id))}`,
    },
  },
  "acm:DescribeCertificate": acm,
  "codeconnections:GetConnection": {
    protocol: {
      kind: "json",
      version: "1.0",
      target: "com.amazonaws.codeconnections.CodeConnections_20231201",
    },
  },
  "ecr:BatchGetImage": ecr,
  "ecr:GetDownloadUrlForLayer": ecr,
} as const satisfies Readonly<Record<string, OperationModel>>;

/** An operation, as its IAM action. */
export type Operation = keyof typeof operations;
