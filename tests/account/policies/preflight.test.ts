/** The deploy roles can make every call of a preflight, and the role for pull requests only those that its deployments need. */
import { operations } from "@groundwork/delivery/preflight/aws/operations";
import { callsByType } from "../../../account/policies/calls";
import { copies } from "../../../account/policies/calls/copies";
import { preflightActions } from "../../../account/policies/preflight";
import { ACCOUNT, ADMINISTRATOR, type Bootstrapped, bootstrapped } from "./bootstrapped";

let account: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped();
});
afterAll(() => account?.stop());

/** AWS allows this one to every caller. */
const calls = Object.keys(operations).filter((operation) => operation !== "sts:GetCallerIdentity");
const inAccount = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

function resourceOf(action: string): string {
  const resources: Readonly<Record<string, string>> = {
    "iam:GetPolicy": inAccount("policy/groundwork-boundary-dev"),
    "iam:GetRole": inAccount("role/platform-admin"),
    "iam:GetUser": inAccount("user/ann"),
    "route53:GetHostedZone": "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "ecr:BatchGetImage": `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/groundwork/gallery`,
    "ecr:GetDownloadUrlForLayer": `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/groundwork/gallery`,
    "codeconnections:GetConnection": `arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/1`,
    "acm:DescribeCertificate": `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/1`,
    "rds:DescribeDBInstances": `arn:aws:rds:us-east-1:${ACCOUNT}:db:other`,
    "servicequotas:GetServiceQuota": `arn:aws:servicequotas:us-east-1:${ACCOUNT}:ec2/L-0263D0A3`,
  };
  return resources[action] ?? "*";
}

test.each(calls)("a job that deploys dev or prod can call %s", async (action) => {
  for (const role of ["deploy-dev", "deploy-prod"] as const)
    expect(await account.asRole(role)(action, resourceOf(action), {})).toBe("allowed");
});

test("the permissions for a preflight are its calls that the provider does not make", () => {
  // Not every deploy role can copy to a second region.
  const provided = Object.entries(callsByType)
    .filter(([type]) => !(type in copies))
    .flatMap(([, each]) => [each.create, each.read, each.update, each.delete].flat());
  expect([...preflightActions].sort()).toEqual(calls.filter((action) => !provided.includes(action)).sort());
});

test("a job that deploys a pull request's stack cannot read other principals", async () => {
  const review = account.asRole("deploy-review", [ADMINISTRATOR]);
  expect(await review("iam:GetUser", inAccount("user/ann"), {})).toBe("denied");
});
