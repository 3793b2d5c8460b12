/**
 * Checks the descriptions in AWS resources against the characters and lengths that AWS accepts. An invalid description stops an
 * `up` half-way, because most services check it only when the resource is created.
 */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { evaluatedAccount } from "../account/evaluated";
import { evaluated } from "../evaluated";

interface Limit {
  /** Characters that AWS accepts. Undefined: AWS documents none. */
  readonly pattern?: RegExp;
  readonly maxLength: number;
  readonly source: string;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html gives the ranges of the pattern in hexadecimal. */
const iamRole = /^[\t\n\r -~¡-ÿ]*$/;

const limits: Readonly<Record<string, Limit>> = {
  "aws:ec2/securityGroup:SecurityGroup.description": {
    pattern: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
    maxLength: 255,
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
  },
  ...Object.fromEntries(
    [
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule.description",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule.description",
    ].map((property): [string, Limit] => [
      property,
      {
        pattern: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/,
        maxLength: 255,
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html",
      },
    ]),
  ),
  "aws:iam/role:Role.description": {
    pattern: iamRole,
    maxLength: 1000,
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
  },
  "aws:iam/policy:Policy.description": {
    maxLength: 1000,
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
  },
  "aws:cloudwatch/eventRule:EventRule.description": {
    maxLength: 512,
    source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
  },
  "aws:kms/key:Key.description": {
    maxLength: 8192,
    source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
  },
  ...Object.fromEntries(
    ["SubnetGroup", "ParameterGroup"].map((type): [string, Limit] => [
      `aws:rds/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}.description`,
      {
        // RDS documents no limit: printable ASCII, as in every example of AWS.
        pattern: /^[ -~]+$/,
        maxLength: 255,
        source: `https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDB${type}.html`,
      },
    ]),
  ),
  "aws:secretsmanager/secret:Secret.description": {
    maxLength: 2048,
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
  },
  "aws:codebuild/project:Project.description": {
    maxLength: 255,
    source: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html",
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm.alarmDescription": {
    maxLength: 1024,
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  },
};

/** Finds invalid descriptions of a resource. Throws for a property that `limits` does not list. */
function problems({ type, name, inputs }: Pick<EvaluatedResource, "type" | "name" | "inputs">): string[] {
  return Object.entries(inputs).flatMap(([property, value]) => {
    if (!/description$/i.test(property) || typeof value !== "string") return [];
    const limit = limits[`${type}.${property}`];
    if (limit === undefined)
      throw new Error(
        `${type}.${property} is not in the table of this test: add what AWS documents about it`,
      );
    const { pattern, maxLength, source } = limit;
    const where = `${type} "${name}": ${property} "${value}"`;
    return [
      ...(value.length > maxLength ? [`${where} is longer than ${maxLength} characters: ${source}`] : []),
      ...(pattern && !pattern.test(value) ? [`${where} does not match ${pattern}: ${source}`] : []),
    ];
  });
}

const owner = "o".repeat(39);
const runner = {
  pipelineRunnerRepository: `${owner}/${"r".repeat(100)}`,
  pipelineRunnerConnectionArn:
    "arn:aws:codeconnections:us-east-1:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444",
};
const everything = {
  ...runner,
  availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],
  natGateways: "onePerAz",
  databaseReplicas: 15,
  grafanaHost: "grafana.example.com",
  grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
  grafanaAllowedCidrs: ["203.0.113.0/24"],
  galleryHost: "gallery.example.com",
  galleryHostedZoneId: "Z0123456789ABCDEFGHIJ",
};

const programs: Readonly<Record<string, () => Promise<readonly EvaluatedResource[]>>> = {
  dev: async () => (await evaluated("dev")).resources,
  prod: async () => (await evaluated("prod")).resources,
  "dev with every optional part": async () => (await evaluated("dev", { changes: everything })).resources,
  "prod with the longest names": async () =>
    (await evaluated("prod", { changes: everything, name: "x".repeat(20) })).resources,
  "the account": async () => (await evaluatedAccount()).resources,
};

test.each(Object.keys(programs))("AWS accepts every description of %s", async (program) => {
  const resources = (await programs[program]?.()) ?? [];
  expect(resources.flatMap(problems)).toEqual([]);
  const described = resources.filter(({ inputs }) => "description" in inputs);
  expect(described.length).toBeGreaterThan(5);
});

test("an apostrophe in a rule of a security group is a problem, and so is a description that is too long", () => {
  const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const rule = (description: string) => problems({ type, name: "to-api", inputs: { description } });
  expect(rule("The Kubernetes API, for the jobs (port 443)")).toEqual([]);
  expect(rule("The pipeline's jobs").join()).toContain("API_IpRange.html");
  expect(rule("x".repeat(256)).join()).toContain("longer than 255");
});
