/** What a region lacks is refused by name. What the data does not say about a region is not checked, and never refused. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { offersOf, regionsWithService } from "@groundwork/rehearse/cloud/aws/offers/data";
import { judgeService, judgeServiceOf } from "@groundwork/rehearse/cloud/aws/offers/services";
import type { Properties } from "@groundwork/rehearse/cloud/resource-type";

const today = "2026-11-26";
const instance = {
  engine: "postgres",
  engineVersion: "18.6",
  instanceClass: "db.m8g.large",
  allocatedStorage: 20,
  username: "app",
  password: "a-long-password",
};

async function notCheckedIn(region: string, inputs: Properties, type = "aws:rds/instance:Instance") {
  const cloud = newCloud({ today });
  cloud.account.region = region;
  const { notChecked = [] } = await cloud.create(type, "tried", inputs);
  return notChecked;
}

test.each(["us-iso-east-1", "us-isob-west-1", "eusc-de-east-1", "eu-isoe-west-1", "xx-new-1"])(
  "a class in %s, of which the data has none, is accepted and not checked",
  async (region) => {
    expect(offersOf(region)?.databaseClasses ?? []).toEqual([]);
    expect(await notCheckedIn(region, instance)).toEqual([
      expect.stringContaining(`instanceClass: whether ${region} offers db.m8g.large; cfn-lint`),
    ]);
    // A class that exists nowhere as well: the data cannot say.
    expect(await notCheckedIn(region, { ...instance, instanceClass: "db.z9x.large" })).toHaveLength(1);
  },
);

test("an instance of PostgreSQL in a region of the data is checked", async () => {
  expect(await notCheckedIn("us-east-1", instance)).toEqual([]);
});

test("class, version and logs of another engine are not checked by name, and their replicas neither", async () => {
  const mysql = {
    ...instance,
    engine: "mysql",
    engineVersion: "8.4.9",
    enabledCloudwatchLogsExports: ["error"],
  };
  expect(await notCheckedIn("us-east-1", mysql)).toEqual([
    expect.stringContaining("instanceClass: whether us-east-1 offers db.m8g.large for mysql"),
    expect.stringContaining("engineVersion: whether mysql 8.4.9 exists"),
  ]);
  const oracle = { ...mysql, engine: "oracle-ee", enabledCloudwatchLogsExports: ["alert"] };
  expect(await notCheckedIn("us-east-1", oracle)).toContainEqual(
    "enabledCloudwatchLogsExports: which logs oracle-ee has",
  );
  const cloud = newCloud({ today });
  await cloud.create("aws:rds/instance:Instance", "primary", {
    ...mysql,
    identifier: "primary",
    backupRetentionPeriod: 1,
  });
  const replica = { replicateSourceDb: "primary", instanceClass: "db.m8g.large" };
  const { notChecked } = await cloud.create("aws:rds/instance:Instance", "replica", replica);
  expect(notChecked).toEqual([expect.stringContaining("for mysql")]);
});

test("a service that a region lacks is refused where AWS documents its endpoints, with the regions that have it", () => {
  const { problems, notChecked } = judgeService("CodeConnections", "cn-north-1");
  expect(problems).toEqual([
    expect.stringMatching(
      /^CodeConnections is not offered in cn-north-1, but in .*eu-central-1.*gr\/codeconnections\.html/,
    ),
  ]);
  expect(notChecked).toEqual([]);
  expect(regionsWithService("CodeConnections")).toEqual(
    expect.arrayContaining(["us-east-1", "ap-northeast-2"]),
  );
  expect(judgeServiceOf("aws:codebuild/project:Project", "ca-west-1").problems).toHaveLength(1);
  for (const region of ["us-east-1", "eu-central-1", "ap-northeast-2", "cn-north-1"])
    expect(judgeServiceOf("aws:codebuild/project:Project", region)).toEqual({ problems: [], notChecked: [] });
});

test("a service without types in a region is not checked, unless it has one endpoint for all regions", () => {
  expect(judgeService("AppRunner", "cn-north-1")).toEqual({
    problems: [],
    notChecked: [
      expect.stringContaining("whether cn-north-1 has AppRunner: CloudFormation has no type of it there"),
    ],
  });
  expect(judgeService("Budgets", "eu-north-1")).toEqual({ problems: [], notChecked: [] });
  expect(judgeService("Budgets", "us-gov-west-1").notChecked).toHaveLength(1);
});

test("in a region without a list of services, those that another region lacks are not checked", () => {
  expect(judgeServiceOf("aws:codebuild/project:Project", "us-iso-east-1")).toEqual({
    problems: [],
    notChecked: [expect.stringContaining("whether us-iso-east-1 has CodeBuild")],
  });
  expect(judgeServiceOf("aws:ec2/vpc:Vpc", "us-iso-east-1")).toEqual({ problems: [], notChecked: [] });
});

const connection = (start: string) => `${start}:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444`;

async function runner(region: string, resource: string) {
  const cloud = newCloud({ today });
  cloud.account.region = region;
  const role = await cloud.create("aws:iam/role:Role", "runner", {
    name: "runner",
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
  });
  return cloud.create("aws:codebuild/project:Project", "runner", {
    name: "runner",
    serviceRole: role.outputs.arn,
    artifacts: { type: "NO_ARTIFACTS" },
    environment: {
      type: "LINUX_CONTAINER",
      computeType: "BUILD_GENERAL1_SMALL",
      image: "aws/codebuild/standard:7.0",
    },
    source: {
      type: "GITHUB",
      location: "https://github.com/octo-org/garden",
      auth: { type: "CODECONNECTIONS", resource },
    },
  });
}

test("a connection of another partition is refused, and so is one in a region without CodeConnections", async () => {
  await expect(runner("cn-north-1", connection("arn:aws:codeconnections:us-east-1"))).rejects.toThrow(
    "is of the partition aws; cn-north-1 is of aws-cn",
  );
  await expect(runner("cn-north-1", connection("arn:aws-cn:codeconnections:cn-north-1"))).rejects.toThrow(
    "CodeConnections is not offered in cn-north-1, but in",
  );
  await expect(runner("ca-west-1", connection("arn:aws:codeconnections:us-east-1"))).rejects.toThrow(
    "CodeBuild is not offered in ca-west-1",
  );
});

test("a connection of the stack's region is accepted, and one of another region is not checked", async () => {
  expect(
    (await runner("us-east-1", connection("arn:aws:codeconnections:us-east-1"))).notChecked,
  ).toBeUndefined();
  expect((await runner("us-east-1", connection("arn:aws:codeconnections:eu-west-1"))).notChecked).toEqual([
    "source.auth.resource: whether CodeBuild in us-east-1 can use a connection in eu-west-1",
  ]);
});
