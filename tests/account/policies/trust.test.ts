import { type Bootstrapped, bootstrapped } from "./bootstrapped";

const GITHUB = "token.actions.githubusercontent.com";
const MAIN = "refs/heads/main";

let account: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped();
});
afterAll(() => account?.stop());

const token = (sub: string, ref = MAIN, aud = "sts.amazonaws.com") => ({
  [`${GITHUB}:sub`]: sub,
  [`${GITHUB}:aud`]: aud,
  [`${GITHUB}:ref`]: ref,
});

const repository = "repo:octo-org@123456/garden@456789";
const pullRequest = token(`${repository}:pull_request`, "refs/pull/7/merge");
const main = token(`${repository}:ref:${MAIN}`);
const branch = token(`${repository}:ref:refs/heads/mine`, "refs/heads/mine");
const tag = token(`${repository}:ref:refs/tags/main`, "refs/tags/main");
const prod = token(`${repository}:environment:prod`);
const prodFromBranch = token(`${repository}:environment:prod`, "refs/heads/mine");
const dev = token(`${repository}:environment:dev`);
const review = token(`${repository}:environment:review`, "refs/pull/7/merge");
const other = token(`repo:octo-org@123456/other@1:ref:${MAIN}`);
const recycled = token(`repo:octo-org@999/garden@888:ref:${MAIN}`);
const nameOnly = token(`repo:octo-org/garden:ref:${MAIN}`);
const shouting = token(`${repository}:environment:PROD`);
const longer = token(`${repository}:environment:prod-eu`);
const wrongAudience = token(`${repository}:ref:${MAIN}`, MAIN, "https://github.com/octo-org");

test.each([
  ["preview", "allowed", { pullRequest, main }],
  ["preview", "denied", { branch, tag, prod, dev, other, recycled, nameOnly, wrongAudience }],
  ["deploy-dev", "allowed", { main }],
  [
    "deploy-dev",
    "denied",
    { pullRequest, branch, tag, prod, dev, review, other, recycled, nameOnly, wrongAudience },
  ],
  ["deploy-prod", "allowed", { prod }],
  [
    "deploy-prod",
    "denied",
    { pullRequest, main, branch, prodFromBranch, dev, review, shouting, longer, other },
  ],
  ["deploy-review", "allowed", { review, main }],
  ["deploy-review", "denied", { pullRequest, branch, tag, prod, dev, other, recycled, wrongAudience }],
  ["image", "allowed", { main }],
  ["notify", "allowed", { main }],
  ["notify", "denied", { pullRequest, branch, tag, prod, dev, review, other, recycled, wrongAudience }],
  ["image", "denied", { pullRequest, branch, tag, prod, other, recycled, wrongAudience }],
] as const)("%s: these tokens are %s, whatever other claims they have", async (role, expected, tokens) => {
  const decisions = await Promise.all(
    Object.entries(tokens).map(async ([name, claims]) => [name, await account.becomes(role, claims)]),
  );
  expect(Object.fromEntries(decisions)).toEqual(
    Object.fromEntries(Object.keys(tokens).map((name) => [name, expected])),
  );
});
