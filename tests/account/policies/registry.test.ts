import { ACCOUNT, type Bootstrapped, bootstrapped, REGION } from "./bootstrapped";

const PULLING = "444455556666";
const LAMBDA = "lambda.amazonaws.com";
const [IMAGES, REVIEW_IMAGES] = ["groundwork/gallery", "groundwork/gallery-review"];
const functionOf = (account: string, region = REGION) => ({
  "aws:SourceArn": `arn:aws:lambda:${region}:${account}:function:groundwork-dev-thumbnailer-1a2b3c4`,
});

let account: Bootstrapped;
let alone: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped();
  alone = await bootstrapped({ pullingAccounts: "[]" });
});
afterAll(() => Promise.all([account?.stop(), alone?.stop()]));

const PULLS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

test.each([
  ["this account", IMAGES, ACCOUNT],
  ["an account that pulls", IMAGES, PULLING],
  ["this account, from the images of pull requests", REVIEW_IMAGES, ACCOUNT],
])("a Lambda function of %s can pull its image", async (_, repository, owner) => {
  for (const action of PULLS)
    expect(await account.onRepository(repository, LAMBDA, action, functionOf(owner))).toBe("allowed");
});

test("without other accounts, and after they are removed, Lambda still pulls for this account and for no other", async () => {
  for (const action of PULLS) {
    expect(await alone.onRepository(IMAGES, LAMBDA, action, functionOf(ACCOUNT))).toBe("allowed");
    expect(await alone.onRepository(IMAGES, LAMBDA, action, functionOf(PULLING))).toBe("denied");
  }
});

test.each([
  ["pull for an account that is not named", LAMBDA, "ecr:BatchGetImage", functionOf("999999999999")],
  ["pull for a function in another region", LAMBDA, "ecr:BatchGetImage", functionOf(ACCOUNT, "eu-west-1")],
  ["pull for no function", LAMBDA, "ecr:BatchGetImage", {}],
  ["push an image", LAMBDA, "ecr:PutImage", functionOf(ACCOUNT)],
  ["change the policy", LAMBDA, "ecr:SetRepositoryPolicy", functionOf(ACCOUNT)],
])("Lambda cannot %s", async (_, principal, action, context) => {
  expect(await account.onRepository(IMAGES, principal, action, context)).toBe("denied");
});

test("another service cannot pull", async () => {
  const context = functionOf(ACCOUNT);
  expect(await account.onRepository(IMAGES, "batch.amazonaws.com", "ecr:BatchGetImage", context)).toBe(
    "denied",
  );
});
