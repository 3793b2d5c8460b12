/** Sizes of policies, numbers of statements and of attachments, as AWS documents them; each with a policy at the limit. */
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";

const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });

/** A policy of exactly a number of characters. */
function policyOf(length: number): string {
  const empty = JSON.stringify({ Version: "2012-10-17", Id: "", Statement: [] });
  return empty.replace('"Id":""', `"Id":"${"x".repeat(length - empty.length)}"`);
}

let cloud: Cloud;
beforeEach(async () => {
  cloud = newCloud();
  await cloud.create("aws:iam/role:Role", "writer", { name: "writer", assumeRolePolicy: trust });
  await cloud.create("aws:s3/bucket:Bucket", "photos", { bucket: "photos" });
  await cloud.create("aws:ecr/repository:Repository", "gallery", { name: "gallery" });
});

test.each([
  ["aws:iam/role:Role", { name: "reader" }, "assumeRolePolicy", 2_048],
  ["aws:iam/policy:Policy", { name: "rights" }, "policy", 6_144],
  ["aws:iam/rolePolicy:RolePolicy", { name: "rights", role: "writer" }, "policy", 10_240],
  ["aws:kms/key:Key", { bypassPolicyLockoutSafetyCheck: true }, "policy", 32_768],
  ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "photos" }, "policy", 20_480],
  ["aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: "gallery" }, "policy", 10_240],
])("%s %j has at most so many characters: %s, %d", async (type, inputs, property, most) => {
  const given = (length: number) => ({ ...inputs, [property]: policyOf(length) });
  await expect(cloud.create(type, "longer", given(most + 1))).rejects.toThrow(
    `has ${(most + 1).toLocaleString("en-US")} characters, ${most.toLocaleString("en-US")} are allowed`,
  );
  await cloud.create(type, "longest", given(most));
});

test("IAM and KMS refuse characters outside Latin-1 in policies, and accept umlauts", async () => {
  // KMS rejects a policy after which no principal can change the policy.
  const administrators = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
  };
  const policy = (id: string) =>
    JSON.stringify({ Version: "2012-10-17", Id: id, Statement: [administrators] });
  const key = (id: string) => cloud.create("aws:kms/key:Key", id, { policy: policy(id) });
  await key("für alle");
  await expect(key("100 €")).rejects.toThrow('policy has the character "€"; those of Latin-1 are allowed');
});

test("a queue's policy has at most 20 statements", async () => {
  const { outputs } = await cloud.create("aws:sqs/queue:Queue", "failed", { name: "failed" });
  const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const policy = (count: number) =>
    JSON.stringify({ Version: "2012-10-17", Statement: Array.from({ length: count }, () => statement) });
  const type = "aws:sqs/queuePolicy:QueuePolicy";
  const given = (count: number) => ({ queueUrl: outputs.url, policy: policy(count) });
  await expect(cloud.create(type, "more", given(21))).rejects.toThrow("has 21 statements, 20 are allowed");
  await cloud.create(type, "most", given(20));
});

test("a role has at most 20 managed policies", async () => {
  const attach = async (number: number) => {
    const made = await cloud.create("aws:iam/policy:Policy", `p${number}`, {
      name: `p${number}`,
      policy: trust,
    });
    const inputs = { role: "writer", policyArn: made.outputs.arn };
    return cloud.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `p${number}`, inputs);
  };
  for (let number = 1; number <= 20; number++) await attach(number);
  await expect(attach(21)).rejects.toThrow("role writer has 20 managed policies already");
});

test("a text of many characters is refused with a message, not a stack trace", async () => {
  const parameter = { name: "/long", type: "String", value: "x", description: "d".repeat(200_000) };
  await expect(cloud.create("aws:ssm/parameter:Parameter", "long", parameter)).rejects.toThrow(
    /description is "d+…"; it has 200000 characters/,
  );
});
