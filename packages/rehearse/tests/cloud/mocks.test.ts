import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Role } from "../../../../infra/role";
import { newCloud } from "../../cloud";
import { mocks } from "../../cloud/mocks";

const cloud = newCloud();
beforeAll(() => pulumi.runtime.setMocks(mocks(cloud)));
afterAll(() => pulumi.runtime.disconnect());

const resolved = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => void output.apply((value) => resolve(value as T)));

test("a component under mocks gets the values that the cloud would compute, and the cloud contains its resources", async () => {
  const role = new Role("writer", {
    description: "Writes",
    service: "ec2.amazonaws.com",
    account: { partition: "aws" },
    managedPolicies: ["AmazonEKSClusterPolicy"],
  });
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
