/** Every input of every stack, compared with the resource schemas that AWS publishes. */
import { checkInputs } from "@groundwork/rehearse/cloud/aws/schemas/check";
import { regionNames } from "@groundwork/rehearse/cloud/aws/schemas/data";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { partitionOf } from "../../settings/partition";
import { schema } from "../../settings/schema";
import { evaluatedAccount } from "../account/evaluated";
import { evaluated } from "../evaluated";
import { connectionIn, inRegion, withoutRunner } from "./regions";

// One test evaluates the program in each region.
jest.setTimeout(300_000);

const long = (length: number) => "x".repeat(length);
const account = "111122223333";
/** A DNS name of 215 characters, the most that the settings allow. */
const longHost = `${`${long(62)}.`.repeat(3)}${long(14)}.example.com`;
const zoneId = `Z${"A".repeat(31)}`;
const principal = `arn:aws:iam::${account}:role/${`${long(60)}/`.repeat(8)}${long(64)}`;

/** Settings at their largest and longest. */
const largest = {
  tags: Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`${at}`.padEnd(128, "-").slice(0, 128), long(256)]),
  ),
  logRetentionDays: 3653,
  rolePermissionsBoundary: `arn:aws:iam::${account}:policy/${`${long(60)}/`.repeat(8)}${long(128)}`,
  availabilityZones: ["a", "b", "c", "d"].map((letter) => `us-east-1${letter}`),
  natGateways: "onePerAz",
  clusterPublicAccessCidrs: Array.from({ length: 40 }, (_, at) => `203.0.113.${at}/32`),
  clusterAdmins: [principal],
  clusterViewers: [principal.replace("role", "user")],
  clusterPreviewers: [],
  databaseInstanceClass: "db.m8g.48xlarge",
  databaseStorageGib: 59_578,
  databaseMaxStorageGib: 65_536,
  databaseReplicas: 15,
  databaseMultiAz: true,
  databaseBackupRetentionDays: 35,
  databaseDeletionProtection: true,
  databaseReplicaInstanceClass: "db.m8g.48xlarge",
  databaseGeneration: 99,
  databaseFinalSnapshot: true,
  databaseVault: "compliance",
  databaseVaultDays: 3_650,
  databasePasswordVersion: Number.MAX_SAFE_INTEGER,
  galleryCuratorTokenVersion: Number.MAX_SAFE_INTEGER,
  galleryThumbnailerImage: `${account}.dkr.ecr.us-east-1.amazonaws.com/${long(256)}:${long(128)}`,
  pipelineRunnerRepository: `${long(39)}/${long(100)}`,
  pipelineRunnerConnectionArn: `arn:aws:codeconnections:us-east-1:${account}:connection/aaaaaaaa-1111-2222-3333-444444444444`,
  galleryHost: longHost,
  galleryHostedZoneId: zoneId,
  grafanaHost: longHost.replace(/^x/, "g"),
  grafanaHostedZoneId: zoneId,
  grafanaAllowedCidrs: ["203.0.113.0/24"],
  alertEmails: Array.from({ length: 20 }, (_, at) => `${at}-${long(50)}@example.com`),
  monitoringRetentionDays: 400,
  telemetry: "otlp",
  telemetryOtlpUrl: `https://${longHost}:65535/${long(1_000)}`,
  telemetryOtlpCidrs: ["203.0.113.0/24"],
  recoveryKeyArn: `arn:aws:kms:ap-southeast-7:${account}:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
  recoveryPhotoBucket: long(63),
};

/** The largest domain of OpenSearch, which a stack has instead of a receiver. */
const largestSearch = {
  telemetry: "opensearch",
  telemetryOtlpUrl: "",
  telemetryOtlpCidrs: [],
  openSearchInstanceType: "m6g.12xlarge.search",
  openSearchNodes: 30,
  openSearchStorageGib: 3_000,
  openSearchRetentionDays: 270,
};

/** Settings at their smallest and shortest. */
const smallest = {
  tags: {},
  logRetentionDays: 1,
  rolePermissionsBoundary: "",
  vpcCidr: "10.0.0.0/22",
  natGateways: "none",
  clusterPublicAccessCidrs: ["203.0.113.0/24"],
  clusterVersion: "1.31",
  clusterViewers: [],
  clusterPreviewers: [],
  databaseStorageGib: 20,
  databaseMaxStorageGib: 22,
  databaseReplicas: 0,
  databaseMultiAz: false,
  databaseBackupRetentionDays: 0,
  databaseVaultDays: 7,
  galleryHost: "",
  galleryHostedZoneId: "",
  alertEmails: [],
  telemetry: "opensearch",
  openSearchInstanceType: "t3.small.search",
  openSearchNodes: 1,
  openSearchStorageGib: 10,
  openSearchRetentionDays: 1,
};

/** Choices, ids and versions of one form, and values of objects in Kubernetes: AWS sees no length and no number of them. */
const withoutSize = [
  ...[
    "guardRails",
    "region",
    "policyExceptions",
    "gallery",
    "galleryImagesFrom",
    "gallerySecrets",
    "monitoring",
    "egressBy",
  ],
  ...["existingVpcId", "existingPublicSubnetIds", "existingPrivateSubnetIds", "existingIsolatedSubnetIds"],
  ...["databaseEngineVersion", "databaseReplicaEngineVersion", "databaseAllowMajorUpgrade"],
  ...["databaseRestorePhase", "databaseRestoreTime", "databaseRestoreSnapshot"],
  ...["databaseRestoreBackups", "databaseRestoreReplicaOf", "standby"],
  ...["nodesMaxVcpu", "nodesMaxMemoryGib", "applicationImages", "applicationReplicas", "galleryImage"],
  ...["apiReplicasMin", "apiReplicasMax", "apiCpuRequestMillicores", "apiCpuLimitMillicores"],
  ...[
    "apiMemoryRequestMib",
    "apiMemoryLimitMib",
    "webReplicasMin",
    "webReplicasMax",
    "webCpuRequestMillicores",
  ],
  ...["webCpuLimitMillicores", "webMemoryRequestMib", "webMemoryLimitMib"],
  ...[
    "sloAvailabilityPercent",
    "sloLatencyPercent",
    "sloLatencyMs",
    "monitoringStorageGib",
    "monitoringMemoryMib",
  ],
  ...[
    "alertWebhookUrl",
    "prometheusRemoteWriteUrl",
    "prometheusRemoteWriteToken",
    "prometheusRemoteWriteCidrs",
  ],
  ...["runbooksUrl", "releases", "telemetryTracePercent", "telemetryAccessLogPercent"],
];

test("each setting is tested at its largest or smallest, or has no size that AWS sees", () => {
  const tested = new Set(Object.keys({ ...largest, ...smallest }));
  expect(
    Object.keys(schema.shape)
      .filter((key) => !tested.has(key))
      .sort(),
  ).toEqual([...withoutSize].sort());
});

/** What the schemas refuse: in an evaluation, or in the refusal that ended it. */
async function findings(evaluation: Promise<Evaluation>) {
  try {
    const { resources } = await evaluation;
    const checks = resources
      .filter(({ type }) => type.startsWith("aws:"))
      .map(({ type, inputs }) => ({ type, ...checkInputs(type, inputs) }));
    return {
      problems: checks.flatMap(({ type, problems }) => problems.map((problem) => `${type}: ${problem}`)),
      checked: checks.reduce((sum, { checked }) => sum + checked, 0),
      unknown: checks.flatMap(({ type, notChecked }) =>
        notChecked.filter(({ because }) => because === undefined).map(({ path }) => `${type} ${path}`),
      ),
    };
  } catch (error) {
    return { problems: [String(error)], checked: 0, unknown: [] };
  }
}

function expectNone({ problems, checked, unknown }: Awaited<ReturnType<typeof findings>>, least = 300): void {
  expect(problems).toEqual([]);
  expect(unknown).toEqual([]);
  expect(checked).toBeGreaterThan(least);
}

/** The regions of all partitions. */
const regions = regionNames();

test("the list of regions has every partition that the program knows", () => {
  expect(regions.length).toBeGreaterThan(30);
  expect(new Set(regions.map(partitionOf))).toEqual(
    new Set(["aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"]),
  );
});

test.each(["dev", "prod"])("AWS's schemas accept every input of %s", async (stack) => {
  expectNone(await findings(evaluated(stack)));
});

test.each(regions)("AWS's schemas accept every input of dev in %s", async (region) => {
  // ca-west-1 is the only region without the class of dev.
  const databaseInstanceClass = region === "ca-west-1" ? "db.t3.medium" : "db.t4g.medium";
  expectNone(await findings(evaluated("dev", { changes: { ...inRegion(region), databaseInstanceClass } })));
});

test.each(["ap-northeast-2", "cn-north-1", "us-gov-west-1"])(
  "AWS's schemas accept every input of prod in %s",
  async (region) => {
    // China has no CodeConnections.
    const runner =
      region === "cn-north-1" ? withoutRunner : { pipelineRunnerConnectionArn: connectionIn(region) };
    // us-gov-west-1 has no db.m8g.large.
    const databaseInstanceClass = "db.m6g.large";
    const changes = { ...inRegion(region), ...runner, databaseInstanceClass };
    expectNone(await findings(evaluated("prod", { changes })));
  },
);

test.each([
  ["without a restore", {}],
  ["with OpenSearch", largestSearch],
  [
    "from a snapshot",
    {
      databaseGeneration: 98,
      databaseRestorePhase: "prepared",
      databaseRestoreSnapshot: `rds:${"x".repeat(251)}`,
    },
  ],
])(
  "AWS's schemas accept settings at their largest, in a stack with the longest name, %s",
  async (_how, more) => {
    const changes = { ...largest, ...more };
    expectNone(await findings(evaluated("prod", { changes, name: `p${"x".repeat(19)}` })));
  },
);

test("AWS's schemas accept settings at their smallest", async () => {
  expectNone(await findings(evaluated("dev", { changes: smallest, name: "d" })));
});

const longest = {
  namePrefix: `a${long(19)}`,
  repository: `${long(39)}/${long(100)}`,
  deployedFromMain: JSON.stringify([`a${long(19)}`]),
  deployedFromEnvironment: JSON.stringify([`b${long(19)}`, "review"]),
  alarmAddress: `${long(30)}@example.com`,
  monthlyBudgetUsd: "1000000",
  oldVersionDays: "3650",
  accessLogDays: "3650",
  imagesKept: "10000",
  pullingAccounts: JSON.stringify(Array.from({ length: 50 }, (_, at) => `${111122223333 + at}`)),
};

const longTopicIn = (region: string) => `arn:${partitionOf(region)}:sns:${region}:111122223333:${long(256)}`;

test("AWS's schemas accept every input of the account setup with its shortest settings", async () => {
  const shortest = { namePrefix: "", repositoryIds: "", pullingAccounts: "[]", notificationTopicArn: "" };
  expectNone(await findings(evaluatedAccount(shortest)), 100);
});

test.each([
  ["us-east-1", "ap-southeast-7"],
  ["ap-southeast-7", "us-east-1"],
  ["cn-northwest-1", "cn-north-1"],
  ["us-gov-west-1", "us-gov-east-1"],
])(
  "AWS's schemas accept the account setup with the longest names in %s, with copies in %s",
  async (region, recoveryRegion) => {
    const notificationTopicArn = longTopicIn(region);
    expectNone(
      await findings(evaluatedAccount({ ...longest, region, recoveryRegion, notificationTopicArn })),
      100,
    );
  },
);
