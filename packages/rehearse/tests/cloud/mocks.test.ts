import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { newCloud } from "../../cloud";
import { mocks } from "../../cloud/mocks";

const cloud = newCloud();
beforeAll(() => pulumi.runtime.setMocks(mocks(cloud)));
afterAll(() => pulumi.runtime.disconnect());

class Writer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string) {
    super("test:index:Writer", name);
    const parent = { parent: this };
    const role = new aws.iam.Role(name, { assumeRolePolicy: '{"Statement":[]}' }, parent);
    const policyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn }, parent);
    this.arn = role.arn;
    this.registerOutputs();
  }
}

const resolved = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => void output.apply((value) => resolve(value as T)));

test("a component under mocks gets what the cloud would compute, and the cloud has what it made", async () => {
  const role = new Writer("writer");
  expect(await resolved(role.arn)).toMatch(/^arn:aws:iam::111122223333:role\/writer-\w{7}$/);
  await pulumi.runtime.disconnect();
  expect(cloud.list().map(({ type }) => type)).toEqual([
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  ]);
});

test("a data source under mocks returns what the cloud would return", async () => {
  expect(await resolved(aws.getCallerIdentityOutput().accountId)).toBe("111122223333");
});
