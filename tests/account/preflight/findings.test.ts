/** What a preflight finds in an account, for each problem. */
import { createAws } from "@groundwork/delivery/preflight/aws/client";
import { operations } from "@groundwork/delivery/preflight/aws/operations";
import { isUsedBy, readExistingVpc } from "@groundwork/delivery/preflight/existing-vpc";
import type { Source } from "@groundwork/delivery/restore/phases";
import { checkSource } from "@groundwork/delivery/restore/source";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import type { GivenAnswer } from "@groundwork/testbed/moto/answers";
import { evaluated } from "../../evaluated";
import { ACCOUNT, layer, query, quota, SEARCH_ROLE } from "./account";
import { problems, REPOSITORY } from "./problems";
import { line, useAccount } from "./setup";

jest.setTimeout(120_000);

const account = useAccount();
const { ask, notOk } = account;

/** What the set-up calls. */
const PREPARED = [
  "ec2:AllocateAddress",
  "ecr:CreateRepository",
  "ecr:PutImage",
  "iam:CreatePolicy",
  "iam:CreateRole",
];

test("an account with everything that prod needs passes", async () => {
  const { findings, passed } = await ask();
  expect(findings.map(line)).toMatchInlineSnapshot(`
[
  "ok: Account of region us-east-1: 111122223333, as arn:aws:sts::111122223333:user/moto",
  "ok: Zone us-east-1a: use1-az6, available",
  "ok: Zone us-east-1b: use1-az1, available",
  "ok: Zone us-east-1c: use1-az2, available",
  "ok: Kubernetes 1.36: standard support until 2099-08-02",
  "ok: Engine postgres 18.6: available",
  "ok: Class db.m8g.large: orderable for postgres 18.6 in us-east-1a, us-east-1b, us-east-1c",
  "ok: VPCs: 1 needed, 1 of 5 in use",
  "ok: Internet gateways: 1 needed, 0 of 5 in use",
  "ok: Elastic IP addresses: 3 needed, 0 of 5 in use",
  "ok: NAT gateways in us-east-1a: 1 needed, 0 of 5 in use",
  "ok: NAT gateways in us-east-1b: 1 needed, 0 of 5 in use",
  "ok: NAT gateways in us-east-1c: 1 needed, 0 of 5 in use",
  "ok: Database instances: 4 needed, 0 of 40 in use",
  "ok: vCPU of On-Demand instances: 1 needed, up to 128, 0 of 256 in use",
  "ok: CodeBuild builds, Linux/Medium: 1 at a time",
  "ok: Role arn:aws:iam::111122223333:role/developer: exists",
  "ok: Role arn:aws:iam::111122223333:role/groundwork-deploy-prod: exists",
  "ok: Role arn:aws:iam::111122223333:role/groundwork-preview: exists",
  "ok: Role arn:aws:iam::111122223333:role/platform-admin: exists",
  "ok: Permissions boundary arn:aws:iam::111122223333:policy/groundwork-boundary-prod: exists",
  "ok: Connection arn:aws:codeconnections:us-east-1:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444: available",
  "ok: Hosted zone Z0123456789ABCDEFGHIJ: public, of example.com",
  "ok: Image 111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:0.1.0: an index for amd64, arm64",
  "ok: Image 111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/thumbnailer:0.1.0: one manifest for arm64",
]
`);
  expect(passed).toBe(true);
});

test.each(problems)("finds %s", async (_, answers, expected) => {
  expect(await notOk(...answers)).toEqual(expected);
});

test("finds a function for the wrong platform", async () => {
  expect(await notOk(layer(account.moto(), "amd64"))).toEqual([
    `problem: Image ${REPOSITORY}/thumbnailer:0.1.0: one manifest for amd64; Lambda needs arm64`,
  ]);
});

test("what the stack has already is not needed again", async () => {
  const tags = { "TagSpecification.1.Tag.1.Key": "project", "TagSpecification.1.Tag.1.Value": "groundwork" };
  const own = { "TagSpecification.1.Tag.2.Key": "stack", "TagSpecification.1.Tag.2.Value": "prod" };
  const version = "2016-11-15";
  const allocate = { Action: "AllocateAddress", Version: version, Domain: "vpc" };
  await query(account.moto(), "ec2", {
    ...allocate,
    "TagSpecification.1.ResourceType": "elastic-ip",
    ...tags,
    ...own,
  });
  await query(account.moto(), "ec2", allocate);
  expect(await notOk(quota("ec2", "L-0263D0A3", 3))).toEqual([
    "problem: Elastic IP addresses: 3 needed, 1 of them exist, 2 of 3 in use",
  ]);
  expect(await notOk(quota("ec2", "L-0263D0A3", 4))).toEqual([]);
});

test("a principal of another account is not asked for, and said to be so", async () => {
  const { resources } = await evaluated("prod", {
    changes: { clusterViewers: ["arn:aws:iam::444455556666:role/partner"] },
  });
  const { findings, passed } = await ask({ resources });
  expect(findings.filter(({ result }) => result !== "ok").map(line)).toEqual([
    "warning: Role arn:aws:iam::444455556666:role/partner: in account 444455556666, which your credentials cannot ask",
  ]);
  expect(passed).toBe(true);
});

test("a domain of OpenSearch needs a role of the account, which one command creates", async () => {
  const { resources } = await evaluated("prod", { changes: { telemetry: "opensearch" } });
  const find = async () =>
    (await ask({ resources })).findings.filter(({ asked }) => asked.startsWith("Service-linked role"));
  expect((await find()).map(line)).toEqual([`ok: Service-linked role ${SEARCH_ROLE}: exists`]);
  await account.moto().give({
    service: "iam",
    operation: "GetRole",
    params: { RoleName: SEARCH_ROLE },
    error: { code: "NoSuchEntity", message: `The role with name ${SEARCH_ROLE} cannot be found.` },
  });
  const [missing, ...others] = await find();
  expect([missing, others]).toEqual([
    expect.objectContaining({ result: "problem", found: "does not exist" }),
    [],
  ]);
  expect(missing?.advice).toContain(
    "aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com",
  );
});

test("AWS's default quota applies if the account has none", async () => {
  const params = { QuotaCode: "L-0263D0A3" };
  const error = { code: "NoSuchResourceException", message: "The specified quota is not found." };
  const answer = { Quota: { QuotaCode: "L-0263D0A3", Value: 1 } };
  expect(
    await notOk(
      { service: "servicequotas", operation: "GetServiceQuota", params, error },
      { service: "servicequotas", operation: "GetAWSDefaultServiceQuota", params, answer },
    ),
  ).toContainEqual(expect.stringMatching(/^problem: Elastic IP addresses: 3 needed, .* of 1 in use$/));
});

describe("what the stack refers to by ARN", () => {
  const certificateArn = `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555`;
  const listener: EvaluatedResource = {
    urn: "urn:pulumi:prod::groundwork::aws:lb/listener:Listener::https",
    type: "aws:lb/listener:Listener",
    name: "https",
    id: "listener",
    parent: "",
    custom: true,
    inputs: { certificateArn },
    outputs: {},
    secrets: [],
    protect: false,
    dependencies: [],
    provider: "aws",
  };
  const certificate = (Status: string): GivenAnswer => ({
    service: "acm",
    operation: "DescribeCertificate",
    answer: { Certificate: { CertificateArn: certificateArn, Status } },
  });

  test.each([
    ["ISSUED", []],
    ["PENDING_VALIDATION", [`problem: Certificate ${certificateArn}: its status is PENDING_VALIDATION`]],
  ])("a certificate that is %s", async (status, expected) => {
    await account.moto().give(certificate(status));
    const { findings } = await ask({ resources: [...account.prod(), listener] });
    expect(findings.filter(({ result }) => result !== "ok").map(line)).toEqual(expected);
  });

  test("a user", async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/ann`;
    const { resources } = await evaluated("prod", { changes: { clusterViewers: [arn] } });
    const { findings } = await ask({ resources });
    expect(findings.filter(({ result }) => result !== "ok").map(line)).toEqual([
      `problem: User ${arn}: does not exist`,
    ]);
  });
});

function openAws() {
  const { url: AWS_ENDPOINT_URL } = account.moto();
  return createAws({
    ...{ region: "us-east-1", timeoutSeconds: 60, signal: new AbortController().signal },
    env: { AWS_ENDPOINT_URL },
  });
}

test("a restore asks for the window of the backups, and for the snapshot", async () => {
  const rds = (operation: string, answer: Readonly<Record<string, unknown>>): GivenAnswer => ({
    ...{ service: "rds", operation, answer },
  });
  const [EarliestTime, LatestTime] = ["2026-10-01T00:00:00Z", "2026-10-31T15:00:00Z"];
  const keyArn = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
  const snapshot = { DBSnapshotIdentifier: "before", Status: "available", KmsKeyId: keyArn };
  await account.moto().give(
    rds("DescribeDBInstanceAutomatedBackups", {
      DBInstanceAutomatedBackups: [{ RestoreWindow: { EarliestTime, LatestTime } }],
    }),
    rds("DescribeDBSnapshots", { DBSnapshots: [{ ...snapshot, SnapshotCreateTime: EarliestTime }] }),
  );
  const former = { identifier: "groundwork-prod-database-primary", keyArn };
  const ask = async (source: Source) => (await checkSource(openAws(), source, former)).findings.map(line);
  expect(await ask({ time: "2026-10-31T14:32:00Z" })).toEqual([
    expect.stringMatching(
      /^ok: Backups of \S+: a restore is possible to each second from 2026-10-01T00:00:00Z to /,
    ),
  ]);
  expect(await ask({ time: "2026-10-31T15:00:01Z" })).toEqual([
    expect.stringMatching(/^problem: .*2026-10-31T15:00:01Z is outside of the backups/),
  ]);
  expect(await ask({ snapshot: "before" })).toEqual([
    "ok: Snapshot before: available, of 2026-10-01T00:00:00Z",
  ]);
});

test("a VPC that exists is read as rehearse.config.ts describes one", async () => {
  const aws = openAws();
  const answer = await query(account.moto(), "ec2", { Action: "DescribeVpcs", Version: "2016-11-15" });
  const [, id = ""] = /<vpcId>(vpc-[0-9a-f]+)</.exec(answer) ?? [];
  const vpc = await readExistingVpc(aws, id);
  expect(vpc).toMatchObject({ id, region: "us-east-1", cidrBlock: "172.31.0.0/16", enableDnsSupport: true });
  expect(vpc?.subnets.map(({ availabilityZone }) => availabilityZone)).toContain("us-east-1a");
  expect(vpc?.routeTables.filter(({ main }) => main)).toHaveLength(1);
  expect(await isUsedBy(aws, id, { project: "groundwork", stack: "prod" })).toBe(false);
});

test("preflights and restores call every operation of the table and no other, and every request is what botocore sends", async () => {
  const { called, violations } = await account.moto().record();
  expect(violations).toEqual([]);
  expect(called.filter((operation) => !PREPARED.includes(operation))).toEqual(Object.keys(operations).sort());
});
