/** Whether a second generation of instances fits into the account, and that nothing else is asked in an incident. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import type { Answer } from "../../preflight/aws/protocols";
import { checkRoom } from "../../restore/room";
import { fakeAws } from "./fake-aws";

const ZONE = "us-east-1a";
const CLASS = "db.m8g.large";
const VERSION = "18.6";

function resource(type: string, name: string, inputs: Record<string, unknown> = {}): EvaluatedResource {
  const urn = `urn:pulumi:dev::groundwork::${type}::${name}`;
  return {
    ...{ urn, type, name, id: `${name}-id`, parent: "", custom: true, inputs, outputs: {}, secrets: [] },
    ...{ protect: false, dependencies: [], provider: "" },
  };
}

const primary = (name: string, more: Record<string, unknown> = {}) =>
  resource("aws:rds/instance:Instance", name, {
    identifier: `groundwork-dev-${name}`,
    ...{ engine: "postgres", engineVersion: VERSION, instanceClass: CLASS, storageType: "gp3" },
    ...more,
  });
const replica = (name: string, source: string) =>
  resource("aws:rds/instance:Instance", name, {
    identifier: `groundwork-dev-${name}`,
    replicateSourceDb: `groundwork-dev-${source}`,
    ...{ engineVersion: VERSION, instanceClass: CLASS, availabilityZone: ZONE },
  });

/** What a stack has beside its database: each of these has a quota as well. */
const others: readonly EvaluatedResource[] = [
  resource("pulumi:providers:aws", "aws", {
    region: "us-east-1",
    defaultTags: { tags: { project: "groundwork", stack: "dev" } },
  }),
  resource("aws:ec2/vpc:Vpc", "network"),
  resource("aws:ec2/internetGateway:InternetGateway", "network"),
  resource("aws:ec2/subnet:Subnet", "public", { availabilityZone: ZONE }),
  resource("aws:ec2/eip:Eip", "nat"),
  resource("aws:ec2/natGateway:NatGateway", "nat", { subnetId: "public-id" }),
  resource("aws:codebuild/project:Project", "runner", {
    environment: { type: "LINUX_CONTAINER", computeType: "BUILD_GENERAL1_MEDIUM" },
  }),
  resource("kubernetes:karpenter.sh/v1:NodePool", "pool", { spec: { limits: { cpu: "32" } } }),
  resource("kubernetes:apps/v1:Deployment", "api", {
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ resources: { requests: { cpu: "500m" } } }] } },
    },
  }),
];

/** The phase `prepared`: the present primary and its replica, and the restored ones. */
const prepared = [
  ...others,
  primary("database-primary"),
  replica("database-replica-1", "database-primary"),
  primary("database-2-primary", { snapshotIdentifier: "any" }),
  replica("database-2-replica-1", "database-2-primary"),
];
const present = ["groundwork-dev-database-primary", "groundwork-dev-database-replica-1"];
const restored = ["groundwork-dev-database-2-primary", "groundwork-dev-database-2-replica-1"];

const orderable = (zones: readonly string[]): Answer => ({
  OrderableDBInstanceOptions: {
    OrderableDBInstanceOption: zones.map((Name) => ({
      StorageType: "gp3",
      AvailabilityZones: { AvailabilityZone: { Name } },
    })),
  },
});

/** An account with this quota of instances, and these instances. */
function account(quota: number, instances: readonly (string | object)[], options = orderable([ZONE])) {
  return fakeAws({
    "servicequotas:GetServiceQuota": { Quota: { Value: quota } },
    "rds:DescribeDBInstances": {
      DBInstances: {
        DBInstance: instances.map((given) =>
          typeof given === "string" ? { DBInstanceIdentifier: given } : given,
        ),
      },
    },
    "rds:DescribeDBEngineVersions": { DBEngineVersions: { DBEngineVersion: { EngineVersion: VERSION } } },
    "rds:DescribeOrderableDBInstanceOptions": options,
  });
}

const inQuota = async (aws: Parameters<typeof checkRoom>[0]) =>
  (await checkRoom(aws, prepared)).find(({ asked }) => asked === "Database instances");

test("one instance too few in the quota is refused, with what is needed, what is there, and the command for the increase", async () => {
  // Two instances of another stack: with the restored ones there would be six.
  expect(await inQuota(account(5, [...present, "other-1", "other-2"]).aws)).toEqual({
    asked: "Database instances",
    result: "problem",
    found: "4 needed, 2 of them exist, 4 of 5 in use",
    advice: expect.stringMatching(
      /aws service-quotas request-service-quota-increase --service-code rds --quota-code L-7B6409FD --desired-value 6 --region us-east-1$/,
    ),
  });
});

test("an account that is over its quota is no problem if nothing is missing", async () => {
  const every = [...present, ...restored, "other-1"];
  expect(await inQuota(account(4, every).aws)).toMatchObject({
    result: "ok",
    found: "4 needed, 4 of them exist, 5 of 4 in use",
  });
});

test("a quota with exactly enough instances passes", async () => {
  expect(await inQuota(account(6, [...present, "other-1", "other-2"]).aws)).toMatchObject({
    result: "ok",
    found: "4 needed, 2 of them exist, 4 of 6 in use",
  });
});

test("instances with other identifiers, as of version 0.1.0, are the stack's own by their tags", async () => {
  const tagged = (DBInstanceIdentifier: string, stack: string) => ({
    DBInstanceIdentifier,
    TagList: {
      Tag: [
        { Key: "project", Value: "groundwork" },
        { Key: "stack", Value: stack },
      ],
    },
  });
  const instances = [tagged("former-1", "dev"), tagged("former-2", "dev"), tagged("former-3", "prod")];
  expect(await inQuota(account(5, instances).aws)).toMatchObject({
    result: "ok",
    found: "4 needed, 2 of them exist, 3 of 5 in use",
  });
});

test.each([
  [
    "half of the restored instances exist, as after an interruption",
    [...present, "groundwork-dev-database-2-primary"],
    4,
  ],
  ["all of them exist", [...present, ...restored], 4],
])("if %s, only the missing ones need room", async (_, instances, quota) => {
  expect((await inQuota(account(quota, instances).aws))?.result).toBe("ok");
});

test.each([
  ["anywhere", orderable([]), /RDS does not offer it for postgres 18\.6 in us-east-1/],
  ["in the zone of the replicas", orderable(["us-east-1b"]), /database-2-replica-1: not in us-east-1a/],
])(
  "a class that cannot be ordered %s is refused, with how to list those that can",
  async (_, options, found) => {
    const findings = await checkRoom(account(40, present, options).aws, prepared);
    const [problem, ...more] = findings.filter(({ result }) => result !== "ok");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      asked: `Class ${CLASS}`,
      result: "problem",
      found: expect.stringMatching(found),
      advice: expect.stringContaining("aws rds describe-orderable-db-instance-options --engine postgres"),
    });
  },
);

test("nothing but instances is asked, whatever else the stack has", async () => {
  const { aws, asked } = account(40, present);
  await checkRoom(aws, prepared);
  expect(asked.map(([operation]) => operation).sort()).toEqual([
    "rds:DescribeDBEngineVersions",
    "rds:DescribeDBInstances",
    "rds:DescribeOrderableDBInstanceOptions",
    "servicequotas:GetServiceQuota",
  ]);
});

test("without instances to create, nothing is asked", async () => {
  const { aws, asked } = fakeAws({});
  expect(await checkRoom(aws, others)).toEqual([]);
  expect(asked).toEqual([]);
});
