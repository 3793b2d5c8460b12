/** An ARN of another partition is refused by name, as a principal, as a role and in policies, in each partition. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { partitionOf } from "@groundwork/rehearse/cloud/aws/partitions";
import type { Properties } from "@groundwork/rehearse/cloud/resource-type";

const regions = [
  "us-east-1",
  "eu-central-1",
  "cn-north-1",
  "us-gov-west-1",
  "us-iso-east-1",
  "eusc-de-east-1",
];
/** A partition in which the region is not. */
const foreign = (region: string) => (partitionOf(region).id === "aws" ? "aws-cn" : "aws");
const account = "111122223333";

const policy = (statement: Properties) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const principal = (partition: string) => ({ AWS: [`arn:${partition}:iam::${account}:role/admin`] });

/** Inputs of a type with ARNs of a partition, and the input that the refusal names. */
interface Case {
  readonly type: string;
  readonly names: string;
  readonly inputs: (partition: string) => Properties;
}

const cases: readonly Case[] = [
  {
    type: "aws:eks/accessEntry:AccessEntry",
    names: "principalArn",
    inputs: (partition) => ({
      clusterName: "eks",
      principalArn: `arn:${partition}:iam::${account}:user/ana`,
    }),
  },
  {
    type: "aws:iam/role:Role",
    names: "assumeRolePolicy Statement[0].Principal.AWS",
    inputs: (partition) => ({
      name: "tried",
      assumeRolePolicy: policy({ Principal: principal(partition), Action: "sts:AssumeRole" }),
    }),
  },
  {
    type: "aws:iam/policy:Policy",
    names: "policy Statement[0].Resource",
    inputs: (partition) => ({
      name: "tried",
      policy: policy({ Action: "s3:GetObject", Resource: `arn:${partition}:s3:::photos/*` }),
    }),
  },
  {
    type: "aws:kms/key:Key",
    names: "policy Statement[1].Principal.AWS",
    inputs: (partition) => ({
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" },
          { Effect: "Allow", Principal: principal(partition), Action: "kms:Decrypt", Resource: "*" },
        ],
      }),
    }),
  },
  {
    type: "aws:sns/topic:Topic",
    names: "policy Statement[0].Principal.AWS",
    inputs: (partition) => ({
      name: "tried",
      policy: policy({ Principal: principal(partition), Action: "sns:Publish", Resource: "*" }),
    }),
  },
  {
    // A type without an entry in the simulation.
    type: "aws:glacier/vault:Vault",
    names: "accessPolicy Statement[0].Principal.AWS",
    inputs: (partition) => ({
      name: "tried",
      accessPolicy: policy({ Principal: principal(partition), Action: "glacier:ListJobs", Resource: "*" }),
    }),
  },
];

async function outcome(region: string, { type, inputs }: Case, partition: string): Promise<string> {
  const cloud = newCloud({ today: "2026-11-26" });
  cloud.account.region = region;
  const [id, name] = ["eks", "eks"];
  cloud.store({ type: "aws:eks/cluster:Cluster", id, name, inputs: {}, outputs: { name }, scope: "" });
  return cloud.create(type, "tried", inputs(partition)).then(
    () => "accepted",
    (error: Error) => error.message,
  );
}

describe.each(regions)("in %s", (region) => {
  const { id: own } = partitionOf(region);

  test.each(cases)("$type has ARNs of the region's partition", async (tried) => {
    expect(await outcome(region, tried, own)).toBe("accepted");
  });

  test.each(cases)("$type with an ARN of another partition is refused: $names", async (tried) => {
    const message = await outcome(region, tried, foreign(region));
    expect(message).toContain(`${tried.names} is "arn:${foreign(region)}:`);
    expect(message).toMatch(
      new RegExp(`ARNs of the partition ${own}, which has ${region}, are allowed, such as arn:${own}:`),
    );
  });
});

test("a policy can have a pattern in the place of the partition, and a condition any ARN", async () => {
  const inputs = () => ({
    name: "tried",
    policy: policy({
      Action: "s3:GetObject",
      Resource: ["arn:*:s3:::photos/*", "arn:aws*:s3:::photos"],
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } },
    }),
  });
  const tried = { type: "aws:iam/policy:Policy", names: "policy", inputs };
  expect(await outcome("cn-north-1", tried, "aws-cn")).toBe("accepted");
  const other = {
    ...tried,
    inputs: () => ({
      name: "tried",
      policy: policy({ Action: "s3:*", Resource: "arn:aws-us*:s3:::photos" }),
    }),
  };
  expect(await outcome("cn-north-1", other, "aws-cn")).toContain('Resource is "arn:aws-us*:s3:::photos"');
});

test.each([
  ["aws:ssm/parameter:Parameter", { name: "/shop/role", type: "String" }],
  ["aws:ecs/cluster:Cluster", { name: "shop" }],
])("a tag, a value or a description of %s can contain an ARN of another partition", async (type, given) => {
  const arn = "arn:aws:iam::111122223333:role/admin";
  const parameter = { value: arn, description: arn };
  const inputs = () => ({ ...given, ...(type.includes("ssm") ? parameter : {}), tags: { role: arn } });
  expect(await outcome("cn-north-1", { type, names: "", inputs }, "")).toBe("accepted");
});

test("a function's variable can contain the ARN of a role in another partition", async () => {
  const inputs = () => ({
    name: "tried",
    role: "arn:aws-cn:iam::444455556666:role/function",
    packageType: "Zip",
    s3Bucket: "code",
    s3Key: "code.zip",
    handler: "index.handler",
    runtime: "nodejs24.x",
    environment: { variables: { TARGET_ROLE: "arn:aws:iam::111122223333:role/admin" } },
  });
  const message = await outcome(
    "cn-north-1",
    { type: "aws:lambda/function:Function", names: "", inputs },
    "",
  );
  expect(message).not.toContain("partition");
});
