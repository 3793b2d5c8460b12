/** An account in moto in which dev and prod can be created: moto's own objects, and answers for what moto lacks. */
import type { GivenAnswer, MotoWithAnswers } from "@groundwork/testbed/moto/answers";

export const ACCOUNT = "111122223333";
const REGION = "us-east-1";
export const ROLES = [
  "platform-admin",
  "developer",
  "groundwork-preview",
  "groundwork-deploy-dev",
  "groundwork-deploy-prod",
];
/** AWS creates it for a service. */
export const SEARCH_ROLE = "AWSServiceRoleForAmazonOpenSearchService";
const BOUNDARIES = ["groundwork-boundary-dev", "groundwork-boundary-prod"];
const VERSION = "0.1.0";

/** Sends a request to moto, which reads the service from the header and checks no signature. */
async function send(moto: MotoWithAnswers, service: string, headers: Record<string, string>, body: string) {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(moto.url, { method: "POST", headers: { authorization, ...headers }, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`);
  return text;
}

/** Calls an operation of a query protocol. */
export const query = (moto: MotoWithAnswers, service: string, params: Record<string, string>) =>
  send(
    moto,
    service,
    { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams(params).toString(),
  );

const ecr = (moto: MotoWithAnswers, operation: string, params: unknown) =>
  send(
    moto,
    "ecr",
    {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}`,
    },
    JSON.stringify(params),
  );

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export function imageIndex(...architectures: readonly string[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: architectures.map((architecture, at) => ({
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      digest: `sha256:${String(at + 1).repeat(64)}`,
      size: 1,
      platform: { os: architecture === "unknown" ? "unknown" : "linux", architecture },
    })),
  });
}

const CONFIG = `sha256:${"c".repeat(64)}`;

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export const imageManifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: CONFIG, size: 1 },
  layers: [],
});

/** Creates the roles, policies and images, which moto keeps. */
export async function prepareMoto(moto: MotoWithAnswers): Promise<void> {
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  for (const RoleName of [...ROLES, SEARCH_ROLE])
    await query(moto, "iam", {
      Action: "CreateRole",
      Version: "2010-05-08",
      RoleName,
      AssumeRolePolicyDocument: trust,
    });
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }],
  });
  for (const PolicyName of BOUNDARIES)
    await query(moto, "iam", { Action: "CreatePolicy", Version: "2010-05-08", PolicyName, PolicyDocument });
  const images = { gallery: imageIndex("amd64", "arm64", "unknown"), thumbnailer: imageManifest };
  for (const [name, manifest] of Object.entries(images)) {
    await ecr(moto, "CreateRepository", { repositoryName: `groundwork/${name}` });
    await ecr(moto, "PutImage", {
      repositoryName: `groundwork/${name}`,
      imageTag: VERSION,
      imageManifest: manifest,
    });
  }
}

export const quota = (service: string, code: string, value: number): GivenAnswer => ({
  service: "servicequotas",
  operation: "GetServiceQuota",
  params: { ServiceCode: service, QuotaCode: code },
  answer: { Quota: { ServiceCode: service, QuotaCode: code, Value: value } },
});

export const builds = (value: number, environment = "Linux/Medium"): GivenAnswer => ({
  service: "servicequotas",
  operation: "ListServiceQuotas",
  answer: {
    Quotas: [
      {
        ServiceCode: "codebuild",
        QuotaCode: "L-2DC20C30",
        QuotaName: `Concurrently running builds for ${environment} environment`,
        Value: value,
      },
    ],
  },
});

export const kubernetes = (version: Readonly<Record<string, unknown>>): GivenAnswer => ({
  service: "eks",
  operation: "DescribeClusterVersions",
  answer: { clusterVersions: [{ clusterVersion: "1.36", ...version }] },
});

export const orderable = (
  instanceClass: string,
  zones: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): GivenAnswer => ({
  service: "rds",
  operation: "DescribeOrderableDBInstanceOptions",
  params: { DBInstanceClass: instanceClass },
  answer: {
    OrderableDBInstanceOptions: [
      {
        Engine: "postgres",
        EngineVersion: "18.6",
        DBInstanceClass: instanceClass,
        StorageType: "gp3",
        MultiAZCapable: true,
        AvailabilityZones: zones.map((Name) => ({ Name })),
        ...more,
      },
    ],
  },
});

export const engine = (versions: readonly Readonly<Record<string, unknown>>[]): GivenAnswer => ({
  service: "rds",
  operation: "DescribeDBEngineVersions",
  answer: { DBEngineVersions: versions.map((version) => ({ Engine: "postgres", ...version })) },
});

export const connection = (ConnectionStatus: string): GivenAnswer => ({
  service: "codeconnections",
  operation: "GetConnection",
  answer: { Connection: { ConnectionStatus } },
});

export const hostedZone = (Name: string, PrivateZone = false): GivenAnswer => ({
  service: "route53",
  operation: "GetHostedZone",
  answer: {
    HostedZone: {
      Id: "Z0123456789ABCDEFGHIJ",
      Name,
      CallerReference: "1",
      Config: { PrivateZone },
    },
  },
});

export const layer = (moto: MotoWithAnswers, architecture: string): GivenAnswer => ({
  service: "ecr",
  operation: "GetDownloadUrlForLayer",
  answer: {
    layerDigest: CONFIG,
    downloadUrl: `${moto.url}/download/${encodeURIComponent(JSON.stringify({ architecture, os: "linux" }))}`,
  },
});

/** An image in ECR, instead of moto's. */
export const image = (repositoryName: string, imageManifest: string): GivenAnswer => ({
  service: "ecr",
  operation: "BatchGetImage",
  params: { repositoryName },
  answer: { images: [{ imageManifest }] },
});

/** Answers for what moto lacks, of an account without a problem. */
export function goodAnswers(moto: MotoWithAnswers): readonly GivenAnswer[] {
  const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
  return [
    kubernetes({ versionStatus: "STANDARD_SUPPORT", endOfStandardSupportDate: "2099-08-02T00:00:00Z" }),
    engine([{ EngineVersion: "18.6", Status: "available" }]),
    orderable("db.t4g.medium", zones),
    orderable("db.m8g.large", zones),
    quota("ec2", "L-0263D0A3", 5),
    quota("rds", "L-7B6409FD", 40),
    quota("ec2", "L-1216C47A", 256),
    builds(1),
    connection("AVAILABLE"),
    hostedZone("example.com."),
    layer(moto, "arm64"),
  ];
}
