/** Where the services are, and for which region a request to them is signed. */
import { partition } from "@aws-sdk/core/client";

export interface Endpoint {
  /** The URL without a path. */
  readonly origin: string;
  readonly signingRegion: string;
}

/** Service codes in host names that differ from those in IAM actions. */
const HOSTS: Readonly<Record<string, string>> = { ecr: "api.ecr" };

/** IAM's and Route 53's endpoints in partitions whose host names follow no rule. https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const GLOBAL: Readonly<Record<string, Readonly<Record<string, readonly [host: string, region: string]>>>> = {
  iam: {
    aws: ["iam.amazonaws.com", "us-east-1"],
    "aws-cn": ["iam.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    "aws-us-gov": ["iam.us-gov.amazonaws.com", "us-gov-west-1"],
    "aws-eusc": ["iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"],
    "aws-iso": ["iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"],
    "aws-iso-b": ["iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"],
    "aws-iso-e": ["iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"],
    "aws-iso-f": ["iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"],
  },
  route53: {
    aws: ["route53.amazonaws.com", "us-east-1"],
    "aws-cn": ["route53.amazonaws.com.cn", "cn-northwest-1"],
    "aws-us-gov": ["route53.us-gov.amazonaws.com", "us-gov-west-1"],
    "aws-eusc": ["route53.amazonaws.eu", "eusc-de-east-1"],
    "aws-iso": ["route53.c2s.ic.gov", "us-iso-east-1"],
    "aws-iso-b": ["route53.sc2s.sgov.gov", "us-isob-east-1"],
    "aws-iso-e": ["route53.cloud.adc-e.uk", "eu-isoe-west-1"],
    "aws-iso-f": ["route53.csp.hci.ic.gov", "us-isof-south-1"],
  },
};

/** The names that AWS's SDKs give to services whose IAM prefix differs, for `AWS_ENDPOINT_URL_SERVICE`. */
const SDK_NAMES: Readonly<Record<string, string>> = { servicequotas: "service_quotas", route53: "route_53" };

/**
 * The endpoint of a service for a region. `AWS_ENDPOINT_URL_SERVICE` and `AWS_ENDPOINT_URL` replace it, as in AWS's SDKs:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf(
  service: string,
  region: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Endpoint {
  const { name, dnsSuffix } = partition(region);
  const [host, signingRegion] = GLOBAL[service]?.[name] ?? [
    `${HOSTS[service] ?? service}.${region}.${dnsSuffix}`,
    region,
  ];
  const variable = `AWS_ENDPOINT_URL_${(SDK_NAMES[service] ?? service).toUpperCase()}`;
  const given = env[variable] || env.AWS_ENDPOINT_URL;
  return { origin: given ? given.replace(/\/+$/, "") : `https://${host}`, signingRegion };
}
