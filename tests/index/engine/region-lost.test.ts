/**
 * The first region answers no request any more, and another stack takes over in a second one, with the commands of
 * docs/region-lost.md in the real engine.
 */
import { newCloud } from "@groundwork/rehearse/cloud";
import { lostRegionProblem } from "@groundwork/rehearse/cloud/aws/lost-region";
import { type Cloud, Refusal } from "@groundwork/rehearse/cloud/cloud";
import { parse } from "yaml";
import { z } from "zod";
import { read } from "../../docs/files";
import { drawn } from "../../drawn";
import { inRegion, withoutRunner } from "../regions";
import { open, type TestStack } from "./engine";
import { runLine } from "./restore-command";

const instanceType = "aws:rds/instance:Instance";
const replicationType = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

jest.setTimeout(900_000);

/** The settings of the waiting stack in docs/region-lost.md. */
function documentedSettings(): Readonly<Record<string, unknown>> {
  const [, text = ""] = /```yaml\n( *config:[\s\S]*?)```/.exec(read("docs/region-lost.md")) ?? [];
  const { config } = z.object({ config: z.record(z.string(), z.unknown()) }).parse(parse(text));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("groundwork:", ""), value]),
  );
}

/** A stack that works in one region, and one that waits in another one, in the same account. */
interface Pair {
  readonly cloud: Cloud;
  readonly main: TestStack;
  readonly waiting: TestStack;
  readonly close: () => void;
}

const withoutGallery = { gallery: "off", galleryImage: "", galleryThumbnailerImage: "" };
const small = { monitoring: "off", databaseReplicas: 0, ...withoutRunner };

async function openPair(
  first: string,
  second: string,
  standby: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Pair> {
  const cloud = newCloud();
  const main = await open("prod", { cloud, scope: "prod" });
  const waiting = await open("dev", { cloud, scope: "dev" });
  const common = { ...small, ...changes };
  waiting.set({ ...documentedSettings(), ...inRegion(second), ...common, standby });
  await waiting.run("up");
  const { dataKeyArn, photoBucket } = await waiting.stack.outputs();
  main.set({
    ...inRegion(first),
    ...common,
    ...{ galleryHost: "", galleryHostedZoneId: "", guardRails: "development" },
    recoveryKeyArn: dataKeyArn?.value,
    recoveryPhotoBucket: photoBucket?.value ?? "",
  });
  await main.run("up");
  const close = () => {
    for (const each of [main, waiting]) each.close();
  };
  return { cloud, main, waiting, close };
}

/** Lets a region answer no request. Returns the requests that then failed. */
function lose(cloud: Cloud, region: string): string[] {
  const failed: string[] = [];
  cloud.before = (operation) => {
    const problem = lostRegionProblem(region, operation);
    if (problem === undefined) return;
    failed.push(`${operation.kind} ${operation.type} ${operation.name}`);
    throw new Refusal(problem);
  };
  return failed;
}

const fromBackups = "npx --no groundwork restore standby --to latest --backups ARN --primary-is-lost";
const fromReplica = "npx --no groundwork restore standby --replica-of ARN";

const backupsOf = ({ cloud }: Pair) => cloud.list(replicationType)[0]?.id ?? "";
const inThat = (cloud: Cloud, region: string) =>
  cloud.list(instanceType).filter(({ outputs }) => outputs.region === region);
/** The host name in the secret of the stack in a region. */
const hostIn = (cloud: Cloud, region: string) =>
  cloud
    .list(versionType)
    .filter(({ outputs }) => outputs.region === region)
    .map(({ inputs }) => JSON.parse(String(inputs.secretString)).host);

/** Runs a line of docs/region-lost.md with an ARN. */
function runDocumented(waiting: TestStack, line: string, arn = ""): Promise<string> {
  expect(read("docs/region-lost.md")).toContain(line);
  return runLine(waiting, line.replace("ARN", arn));
}

/** The commands of docs/region-lost.md after the loss. */
async function takeOver(
  { cloud, waiting }: Pair,
  second: string,
  line: string,
  arn: string,
  beforeConfirmation = async (): Promise<void> => undefined,
): Promise<string> {
  const printed = await runDocumented(waiting, line, arn);
  const [restored] = inThat(cloud, second).filter(({ name }) => name === "database-2-primary");
  expect(hostIn(cloud, second)).toEqual([restored?.outputs.address]);
  await beforeConfirmation();
  await runDocumented(waiting, "npx --no groundwork restore standby --confirm");
  expect(inThat(cloud, second).map(({ name }) => name)).toEqual(["database-2-primary"]);
  waiting.set({ standby: undefined });
  await waiting.run("up");
  expect(await waiting.run("preview")).toEqual([]);
  return printed;
}

async function fromCopiedBackups(): Promise<void> {
  const pair = await openPair("eu-west-1", "eu-central-1", "running");
  try {
    const { cloud, main } = pair;
    // RDS has no change of a copy: another one takes its place.
    main.set({ databaseBackupRetentionDays: 14 });
    await main.run("up");
    expect(cloud.list(replicationType).map(({ inputs }) => inputs.retentionPeriod)).toEqual([14]);
    const failed = lose(cloud, "eu-west-1");
    main.set({ logRetentionDays: 60 });
    await expect(main.run("up")).rejects.toThrow("eu-west-1 does not answer");
    failed.length = 0;

    // The waiting stack keeps photos of which its database knows nothing.
    const maps = cloud.list("kubernetes:core/v1:ConfigMap").map(({ inputs }) => JSON.stringify(inputs.data));
    expect(maps.filter((data) => data.includes('"SWEEP_INTERVAL_MINUTES":"0"'))).toHaveLength(1);

    const buckets = cloud.list("aws:s3/bucket:Bucket").map(({ id }) => id);
    const arn = backupsOf(pair);
    expect(arn).toContain(":rds:eu-central-1:");
    const printed = await takeOver(pair, "eu-central-1", fromBackups, arn);
    expect(printed).toContain("In total about 40 min");
    expect(failed).toEqual([]);
    expect(cloud.list("aws:s3/bucket:Bucket").map(({ id }) => id)).toEqual(buckets);
    const [restored] = inThat(cloud, "eu-central-1");
    expect(restored?.outputs.kmsKeyId).toBe(cloud.list(replicationType)[0]?.inputs.kmsKeyId);
  } finally {
    pair.close();
  }
}

async function fromItsStorage(): Promise<void> {
  const pair = await openPair("eu-west-1", "ap-southeast-2", "storage");
  try {
    const { cloud, waiting } = pair;
    expect(inThat(cloud, "ap-southeast-2")).toEqual([]);
    const failed = lose(cloud, "eu-west-1");
    waiting.set({ standby: "running" });
    await waiting.run("up");
    await takeOver(pair, "ap-southeast-2", fromBackups, backupsOf(pair));
    expect(failed).toEqual([]);
  } finally {
    pair.close();
  }
}

/** cn-north-1 has the control planes of IAM, Route 53 and S3 of its partition. */
async function fromReadReplica(): Promise<void> {
  const pair = await openPair("cn-north-1", "cn-northwest-1", "running", withoutGallery);
  try {
    const { cloud, waiting } = pair;
    const [primary] = inThat(cloud, "cn-north-1");
    const arn = String(primary?.outputs.arn);
    await runDocumented(waiting, `${fromReplica} --until created --primary-is-lost`, arn);
    const replica = inThat(cloud, "cn-northwest-1").find(({ name }) => name === "database-2-primary");
    expect(replica?.inputs).toMatchObject({ replicateSourceDb: primary?.outputs.arn });
    expect(await waiting.run("preview")).toEqual([]);
    const failed = lose(cloud, "cn-north-1");
    const line = `${fromReplica} --primary-is-lost`;
    const printed = await takeOver(pair, "cn-northwest-1", line, arn, async () => {
      expect(failed).toEqual([]);
      const confirmed = runLine(waiting, "npx --no groundwork restore standby --confirm");
      await expect(confirmed).rejects.toThrow("the DNS name of an instance of RDS is in cn-north-1");
      cloud.before = () => undefined;
    });
    // The first of four phases was done before the loss.
    expect(printed).toContain("In total about 30 min");
    expect(inThat(cloud, "cn-northwest-1").map(({ id }) => id)).toEqual([replica?.id]);
  } finally {
    pair.close();
  }
}

/** Several minutes each: every commit draws one of them. */
const ways: readonly [way: string, run: () => Promise<void>][] = [
  [
    "a running stack takes over from the copied backups, without one request to the lost region",
    fromCopiedBackups,
  ],
  ["a stack that has its storage only comes up, as long as the control planes are elsewhere", fromItsStorage],
  ["a read replica in the second region becomes the primary there, in another partition", fromReadReplica],
];
test.each(drawn(ways, 1))("%s", (_, run) => run());

test("with the control planes, a stack without a read replica cannot take over: the message names them", async () => {
  const cloud = newCloud();
  const waiting = await open("dev", { cloud });
  try {
    waiting.set({ ...inRegion("cn-northwest-1"), ...small, ...withoutGallery, standby: "storage" });
    await waiting.run("up");
    lose(cloud, "cn-north-1");
    waiting.set({ standby: "running" });
    await expect(waiting.run("up")).rejects.toThrow(
      "ServiceUnavailable: the control plane of IAM is in cn-north-1",
    );
  } finally {
    waiting.close();
  }
});
