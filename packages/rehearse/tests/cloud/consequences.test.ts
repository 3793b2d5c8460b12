/** Only the cause of a rejection is reported, and not its consequences in other resources. */
import * as aws from "@pulumi/aws";
import { newCloud } from "../../cloud";
import { evaluate } from "../../cloud/evaluation";

const document = (size: number) => JSON.stringify({ Version: "2012-10-17", Statement: ["x".repeat(size)] });
const trust = document(1);

async function refusals(program: () => unknown): Promise<string[]> {
  const args = { cloud: newCloud(), project: "test", stack: "test", config: {} };
  const refused = await evaluate({ program, ...args }).then(
    () => "",
    (error: Error) => error.message,
  );
  return refused.split("\n").filter((line) => line.startsWith("creating"));
}

const tooLong =
  'creating aws:iam/policy:Policy "long": policy has 7,041 characters, 6,144 are allowed ' +
  "(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)";

test("a rejected policy is the only problem: its attachment is not checked, because the ARN of the policy is unknown", async () => {
  expect(
    await refusals(() => {
      const role = new aws.iam.Role("worker", { assumeRolePolicy: trust });
      const { arn } = new aws.iam.Policy("long", { policy: document(7_000) });
      new aws.iam.RolePolicyAttachment("long", { role: role.name, policyArn: arn });
    }),
  ).toEqual([tooLong]);
});

test("a resource that refers to a rejected one by a name in the program is not checked either", async () => {
  expect(
    await refusals(() => {
      const role = new aws.iam.Role("worker", { name: "worker", assumeRolePolicy: "no JSON" });
      const policy = new aws.iam.RolePolicy("worker", { role: role.name, policy: trust });
      new aws.iam.RolePolicy("again", { role: policy.role, policy: trust });
    }),
  ).toEqual(['creating aws:iam/role:Role "worker": assumeRolePolicy is not JSON']);
});

test("the program does not run apply with the missing outputs of a rejected resource", async () => {
  const computed: unknown[] = [];
  await refusals(() => {
    const { arn } = new aws.iam.Policy("long", { policy: document(7_000) });
    const description = arn.apply((value) => {
      computed.push(value);
      return value;
    });
    new aws.iam.Role("worker", { assumeRolePolicy: trust, description });
  });
  expect(computed).toHaveLength(0);
});

test("independent problems are reported together", async () => {
  expect(
    await refusals(() => {
      new aws.iam.Policy("long", { policy: document(7_000) });
      new aws.iam.Role("worker", { assumeRolePolicy: "no JSON" });
    }),
  ).toEqual([tooLong, 'creating aws:iam/role:Role "worker": assumeRolePolicy is not JSON']);
});
