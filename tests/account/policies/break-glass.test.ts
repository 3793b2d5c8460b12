/** The break-glass role of prod: opens and closes prod's Kubernetes API, and nothing else. */
import { ACCOUNT, type Bootstrapped, bootstrapped, prepareAccount, REGION, roleArn } from "./bootstrapped";

let account: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped({ breakGlassPrincipals: JSON.stringify([roleArn("on-call")]) });
});
afterAll(() => account?.stop());

const cluster = (name: string, region = REGION) => `arn:aws:eks:${region}:${ACCOUNT}:cluster/${name}`;
const prod = cluster("groundwork-prod-1a2b3c4d");

test.each([
  ["eks:ListClusters", "*"],
  ["eks:DescribeCluster", prod],
  ["eks:UpdateClusterConfig", prod],
  ["eks:DescribeUpdate", prod],
])("it can call %s, which groundwork shell calls", async (action, resource) => {
  expect(await account.asRole("break-glass-prod")(action, resource)).toBe("allowed");
});

test.each([
  ["eks:UpdateClusterConfig", cluster("groundwork-dev-1a2b3c4d")],
  ["eks:UpdateClusterConfig", cluster("groundwork-prod-eu-1a2b3c4d")],
  ["eks:UpdateClusterConfig", cluster("groundwork-prod-1a2b3c4d", "eu-west-1")],
  ["eks:DeleteCluster", prod],
  ["eks:UpdateClusterVersion", prod],
  ["eks:CreateAccessEntry", prod],
  ["iam:CreateRole", roleArn("other")],
  ["sts:AssumeRole", roleArn("groundwork-deploy-prod")],
])("it cannot call %s on %s", async (action, resource) => {
  expect(await account.asRole("break-glass-prod")(action, resource)).toBe("denied");
});

test("only the principals in the settings can assume it", async () => {
  expect(await account.assumes("break-glass-prod", roleArn("on-call"))).toBe("allowed");
  expect(await account.assumes("break-glass-prod", roleArn("developer"))).toBe("denied");
});

test("without principals there is no such role, and the stacks of pull requests never have one", async () => {
  const names = async (changes: Parameters<typeof prepareAccount>[0]) =>
    (await prepareAccount(changes)).list("aws:iam/role:Role").map(({ name }) => name);
  expect(await names({})).not.toContainEqual(expect.stringContaining("break-glass"));
  const roles = await names({ breakGlassPrincipals: JSON.stringify([roleArn("on-call")]) });
  expect(roles.filter((name) => name.startsWith("break-glass")).sort()).toEqual([
    "break-glass-dev",
    "break-glass-prod",
  ]);
});
