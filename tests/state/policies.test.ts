import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import bootstrap from "../../infra/bootstrap";
import { newCloud } from "../../simulation";
import { evaluate } from "../../simulation/evaluation";

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const HOST = "token.actions.githubusercontent.com";
const cloud = newCloud();

const SETTINGS = {
  accountId: ACCOUNT,
  region: REGION,
  namePrefix: "groundwork",
  repository: "octo-org/garden",
  repositoryIds: "123456/456789",
  githubProvider: "create",
  deployedFromMain: '["dev"]',
  deployedFromEnvironment: '["prod", "review"]',
  alarmAddress: "money@example.com",
  monthlyBudgetUsd: "500",
  oldVersionDays: "90",
  accessLogDays: "365",
  imagesKept: "500",
  pullingAccounts: '["444455556666"]',
  stateProtection: "on",
};

beforeAll(async () => {
  const config = Object.fromEntries(
    Object.entries(SETTINGS).map(([key, value]) => [`groundwork-bootstrap:${key}`, value]),
  );
  const program = () => bootstrap();
  await evaluate({ program, cloud, project: "groundwork-bootstrap", stack: "main", config });
});

type Document = Simulation["identityPolicies"][number]["policy"];
type Context = Record<string, string | string[]>;

/** A policy document as bootstrap gave it to the cloud. */
function document(type: string, name: string, property = "policy"): Document {
  const found = cloud.list(type).find((each) => each.name === name || each.inputs.name === name);
  return JSON.parse(String(found?.inputs[property]));
}

const policy = (name: string) => ({ name, policy: document("aws:iam/policy:Policy", name) });
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const keyArn = (name: string) =>
  String(cloud.list("aws:kms/key:Key").find((each) => each.name === name)?.outputs.arn);

/** Every key has the policy that infra/encryption-key.ts gives it. */
function keyPolicy(arn: string): Document {
  const name = cloud.list("aws:kms/key:Key").find(({ outputs }) => outputs.arn === arn)?.name ?? "state";
  return document("aws:kms/key:Key", name);
}

/**
 * The evaluator drops condition keys that it does not know: the claims of GitHub's tokens, and KMS's encryption context.
 * So policies and requests alike are made to speak of keys that it knows; what is compared stays the same.
 */
function known(text: string): string {
  return text
    .replaceAll(`"${HOST}:ref"`, '"accounts.google.com:oaud"')
    .replaceAll(`"${HOST}:`, '"accounts.google.com:')
    .replaceAll('"kms:EncryptionContext:stack"', '"aws:PrincipalTag/encryption-context-stack"');
}

async function decide(given: Omit<Simulation, "serviceControlPolicies" | "resourceControlPolicies">) {
  const everything = { ...given, serviceControlPolicies: [], resourceControlPolicies: [] };
  const simulation: Simulation = JSON.parse(known(JSON.stringify(everything)));
  const response = await runSimulation(simulation, {});
  if (
    response.resultType === "single" &&
    response.result.ignoredContextKeys?.some((key) => !/^aws:/.test(key))
  ) {
    throw new Error(`not looked at: ${response.result.ignoredContextKeys.join(", ")}`);
  }
  if (response.resultType === "error") throw new Error(JSON.stringify(response.errors, null, 1));
  return response.overallResult === "Allowed" ? "allowed" : "refused";
}

/** What a role of bootstrap may do, its boundary included. */
function asRole(
  role: "deploy-dev" | "deploy-prod" | "deploy-review" | "preview" | "image",
  extra: Document[] = [],
) {
  const boundary = /^deploy-(.+)$/.exec(role)?.[1];
  return (action: string, resource: string, contextVariables: Context = {}) =>
    decide({
      request: {
        principal: roleArn(`groundwork-${role}`),
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          "aws:RequestedRegion": REGION,
          "aws:SecureTransport": "true",
          ...contextVariables,
        },
      },
      identityPolicies: [policy(role), ...extra.map((each, at) => ({ name: `extra-${at}`, policy: each }))],
      ...(boundary ? { permissionBoundaryPolicies: [policy(`boundary-${boundary}`)] } : {}),
      // A key's own policy decides whether IAM has a say at all.
      ...(action.startsWith("kms:") ? { resourcePolicy: keyPolicy(resource) } : {}),
    });
}

describe("who becomes which role", () => {
  const prefix = "repo:octo-org@123456/garden@456789";
  const MAIN = "refs/heads/main";
  const token = (sub: string, ref = MAIN, aud = "sts.amazonaws.com") => ({
    [`${HOST}:sub`]: sub,
    [`${HOST}:aud`]: aud,
    [`${HOST}:ref`]: ref,
  });
  const pullRequest = token(`${prefix}:pull_request`, "refs/pull/7/merge");
  const main = token(`${prefix}:ref:${MAIN}`);
  const branch = token(`${prefix}:ref:refs/heads/mine`, "refs/heads/mine");
  const tag = token(`${prefix}:ref:refs/tags/main`, "refs/tags/main");
  const prod = token(`${prefix}:environment:prod`);
  const prodFromBranch = token(`${prefix}:environment:prod`, "refs/heads/mine");
  const dev = token(`${prefix}:environment:dev`);
  const review = token(`${prefix}:environment:review`, "refs/pull/7/merge");
  const other = token(`repo:octo-org@123456/other@1:ref:${MAIN}`);
  const recycled = token(`repo:octo-org@999/garden@888:ref:${MAIN}`);
  const nameOnly = token(`repo:octo-org/garden:ref:${MAIN}`);
  const shouting = token(`${prefix}:environment:PROD`);
  const longer = token(`${prefix}:environment:prod-eu`);
  const wrongAudience = token(`${prefix}:ref:${MAIN}`, MAIN, "https://github.com/octo-org");

  test.each([
    ["preview", "allowed", { pullRequest, main }],
    ["preview", "refused", { branch, tag, prod, dev, other, recycled, nameOnly, wrongAudience }],
    ["deploy-dev", "allowed", { main }],
    [
      "deploy-dev",
      "refused",
      { pullRequest, branch, tag, prod, dev, other, recycled, nameOnly, wrongAudience },
    ],
    ["deploy-prod", "allowed", { prod }],
    ["deploy-prod", "refused", { pullRequest, main, branch, prodFromBranch, dev, shouting, longer, other }],
    ["deploy-review", "allowed", { review, main }],
    ["deploy-review", "refused", { pullRequest, branch, tag, prod, dev, other, recycled, wrongAudience }],
    ["deploy-dev", "refused", { review }],
    ["deploy-prod", "refused", { review }],
    ["image", "allowed", { main }],
    ["image", "refused", { pullRequest, branch, tag, prod, other, recycled, wrongAudience }],
  ] as const)("%s: %s", async (role, expected, tokens) => {
    const results = await Promise.all(
      Object.entries(tokens).map(async ([name, contextVariables]) => {
        const decision = await decide({
          request: {
            principal: `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`,
            action: "sts:AssumeRoleWithWebIdentity",
            resource: { resource: roleArn(`groundwork-${role}`), accountId: ACCOUNT },
            contextVariables,
          },
          identityPolicies: [],
          resourcePolicy: document("aws:iam/role:Role", role, "assumeRolePolicy"),
        });
        return [name, decision];
      }),
    );
    expect(Object.fromEntries(results)).toEqual(
      Object.fromEntries(Object.keys(tokens).map((name) => [name, expected])),
    );
  });
});

const STATES = `arn:aws:s3:::groundwork-state-${ACCOUNT}-${REGION}`;
const stateOf = (stack: string) => `${STATES}/.pulumi/stacks/groundwork/${stack}.json`;
const OWN = `arn:aws:iam::${ACCOUNT}:role/groundwork/dev/cluster-1a2b3c4`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/groundwork-boundary-dev`;
const secrets = (stack: string): Context => ({ "kms:EncryptionContext:stack": stack });
const tagged = (stack: string): Context => ({
  "aws:ResourceTag/project": "groundwork",
  "aws:ResourceTag/stack": stack,
});
const DB = `arn:aws:rds:${REGION}:${ACCOUNT}:db:database-primary`;
const VPC = `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-1`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/groundwork/gallery`;

type Row = readonly [what: string, action: string, resource: () => string, context?: Context];
const at = (resource: string) => () => resource;
/** Rows of one length: jest would take a parameter too many for its own callback. */
const rows = (list: readonly Row[]) =>
  list.map(([what, action, resource, context = {}]) => [what, action, resource, context] as const);

describe("deploy-dev", () => {
  const may: readonly Row[] = [
    ["write its own state", "s3:PutObject", at(stateOf("dev"))],
    ["lock itself", "s3:PutObject", at(`${STATES}/.pulumi/locks/organization/groundwork/dev/1.json`)],
    ["decrypt its own secrets", "kms:Decrypt", () => keyArn("secrets"), secrets("dev")],
    ["create a VPC", "ec2:CreateVpc", at(VPC)],
    ["change its database", "rds:ModifyDBInstance", at(DB), tagged("dev")],
    ["create a cluster", "eks:CreateCluster", at("*")],
    ["create a bounded role of its own", "iam:CreateRole", at(OWN), { "iam:PermissionsBoundary": BOUNDARY }],
    ["pass its role to EKS", "iam:PassRole", at(OWN), { "iam:PassedToService": "eks.amazonaws.com" }],
    ["delete its key", "kms:ScheduleKeyDeletion", at(KEY), tagged("dev")],
    ["write its photos' bucket", "s3:PutBucketVersioning", at("arn:aws:s3:::groundwork-dev-photos-1a2b3c4")],
  ];
  test.each(rows(may))("may %s", async (_, action, resource, context) => {
    expect(await asRole("deploy-dev")(action, resource(), context)).toBe("allowed");
  });

  const mayNot: readonly Row[] = [
    ["read prod's state", "s3:GetObject", at(stateOf("prod"))],
    ["write prod's state", "s3:PutObject", at(stateOf("prod"))],
    ["write the state of a stack with a longer name", "s3:PutObject", at(stateOf("dev2"))],
    [
      "write bootstrap's state",
      "s3:PutObject",
      at(`${STATES}/.pulumi/stacks/groundwork-bootstrap/main.json`),
    ],
    ["unlock prod", "s3:DeleteObject", at(`${STATES}/.pulumi/locks/organization/groundwork/prod/1.json`)],
    ["decrypt prod's secrets", "kms:Decrypt", () => keyArn("secrets"), secrets("prod")],
    ["decrypt secrets of no stack", "kms:Decrypt", () => keyArn("secrets")],
    ["change who may use the secrets' key", "kms:PutKeyPolicy", () => keyArn("secrets")],
    ["empty prod's photo bucket", "s3:DeleteObject", at("arn:aws:s3:::groundwork-prod-photos-1/cat.jpg")],
    ["delete the state bucket", "s3:DeleteBucket", at(STATES)],
    ["delete a version of a state", "s3:DeleteObjectVersion", at(stateOf("dev"))],
    ["change the state bucket's policy", "s3:PutBucketPolicy", at(STATES)],
    ["delete prod's database", "rds:DeleteDBInstance", at(DB), tagged("prod")],
    ["take prod's tag off its VPC", "ec2:DeleteTags", at(VPC), tagged("prod")],
    ["work in another region", "ec2:CreateVpc", at(VPC), { "aws:RequestedRegion": "eu-west-1" }],
    ["create a role without a boundary", "iam:CreateRole", at(OWN)],
    [
      "create a role with prod's boundary",
      "iam:CreateRole",
      at(OWN),
      { "iam:PermissionsBoundary": BOUNDARY.replace("-dev", "-prod") },
    ],
    [
      "create a role outside its path",
      "iam:CreateRole",
      at(roleArn("anything")),
      { "iam:PermissionsBoundary": BOUNDARY },
    ],
    ["take the boundary off a role", "iam:DeleteRolePermissionsBoundary", at(OWN)],
    ["change what the boundary says", "iam:CreatePolicyVersion", at(BOUNDARY)],
    ["attach policies to itself", "iam:AttachRolePolicy", at(roleArn("groundwork-deploy-dev"))],
    ["write policies into an administrator's role", "iam:PutRolePolicy", at(roleArn("admin"))],
    ["let itself be assumed by others", "iam:UpdateAssumeRolePolicy", at(roleArn("groundwork-deploy-dev"))],
    ["let itself into an administrator's role", "iam:UpdateAssumeRolePolicy", at(roleArn("admin"))],
    [
      "pass an administrator's role",
      "iam:PassRole",
      at(roleArn("admin")),
      { "iam:PassedToService": "eks.amazonaws.com" },
    ],
    [
      "pass its role to a service that it does not use",
      "iam:PassRole",
      at(OWN),
      { "iam:PassedToService": "glue.amazonaws.com" },
    ],
    ["create a user", "iam:CreateUser", at(`arn:aws:iam::${ACCOUNT}:user/me`)],
    ["create an access key", "iam:CreateAccessKey", at(`arn:aws:iam::${ACCOUNT}:user/me`)],
    [
      "change whom the account trusts",
      "iam:UpdateOpenIDConnectProviderThumbprint",
      at(`arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`),
    ],
    ["assume another role", "sts:AssumeRole", at(roleArn("admin"))],
    ["push an image", "ecr:PutImage", at(REPOSITORY)],
  ];
  test.each(rows(mayNot))("may not %s", async (_, action, resource, context) => {
    expect(await asRole("deploy-dev")(action, resource(), context)).toBe("refused");
  });

  const administrator: Document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  };
  test.each(rows(mayNot))(
    "may not %s even with an administrator's policy attached, because of its boundary",
    async (_, action, resource, context) => {
      expect(await asRole("deploy-dev", [administrator])(action, resource(), context)).toBe("refused");
    },
  );
});

describe("deploy-review, which runs code that nobody has read yet", () => {
  const own = `arn:aws:iam::${ACCOUNT}:role/groundwork/pr-7/cluster-1a2b3c4`;
  const boundary = { "iam:PermissionsBoundary": BOUNDARY.replace("-dev", "-review") };
  const lambda = (name: string) => at(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`);
  const topic = (name: string) => at(`arn:aws:sns:${REGION}:${ACCOUNT}:${name}`);
  const zone = at("arn:aws:route53:::hostedzone/Z1");
  test.each(
    rows([
      ["allowed", "s3:PutObject", at(stateOf("pr-7"))],
      ["allowed", "kms:Decrypt", () => keyArn("secrets"), secrets("pr-7")],
      ["allowed", "rds:DeleteDBInstance", at(DB), tagged("pr-7")],
      ["allowed", "kms:ScheduleKeyDeletion", at(KEY), tagged("pr-7")],
      ["allowed", "iam:CreateRole", at(own), boundary],
      ["allowed", "lambda:UpdateFunctionCode", lambda("groundwork-pr-7-thumbnailer-1a2b3c4")],
      ["allowed", "sns:CreateTopic", topic("groundwork-pr-7-alerting-1a2b3c4")],
      ["refused", "s3:GetObject", at(stateOf("dev"))],
      ["refused", "s3:PutObject", at(stateOf("prod"))],
      ["refused", "kms:Decrypt", () => keyArn("secrets"), secrets("dev")],
      ["refused", "rds:DeleteDBInstance", at(DB), tagged("dev")],
      ["refused", "eks:DeleteCluster", at(`arn:aws:eks:${REGION}:${ACCOUNT}:cluster/c`), tagged("prod")],
      ["refused", "kms:ScheduleKeyDeletion", at(KEY), tagged("dev")],
      ["refused", "iam:CreateRole", at(own)],
      ["refused", "iam:CreateRole", at(OWN), boundary],
      ["refused", "lambda:UpdateFunctionCode", lambda("groundwork-prod-thumbnailer-1a2b3c4")],
      ["refused", "sns:DeleteTopic", topic("groundwork-prod-alerting-1a2b3c4")],
      ["refused", "sqs:PurgeQueue", at(`arn:aws:sqs:${REGION}:${ACCOUNT}:groundwork-prod-thumbnailer-1`)],
      ["refused", "route53:ChangeResourceRecordSets", zone],
      ["refused", "acm:DeleteCertificate", at(`arn:aws:acm:${REGION}:${ACCOUNT}:certificate/1`)],
      ["refused", "ecr:PutImage", at(REPOSITORY)],
    ]),
  )("%s: %s", async (expected, action, resource, context) => {
    expect(await asRole("deploy-review")(action, resource(), context)).toBe(expected);
  });

  test("its stacks are not among those that a preview reads", async () => {
    expect(await asRole("preview")("s3:GetObject", stateOf("pr-7"))).toBe("refused");
  });
});

describe("preview", () => {
  test.each(
    rows([
      ["allowed", "s3:GetObject", at(stateOf("prod"))],
      ["allowed", "kms:Decrypt", () => keyArn("secrets"), secrets("prod")],
      ["refused", "s3:PutObject", at(stateOf("dev"))],
      ["refused", "s3:DeleteObject", at(stateOf("dev"))],
      ["refused", "kms:Encrypt", () => keyArn("secrets"), secrets("dev")],
      ["refused", "s3:GetObject", at("arn:aws:s3:::groundwork-dev-photos-1a2b3c4/cat.jpg")],
      ["refused", "s3:GetObject", at(`${STATES}/.pulumi/stacks/groundwork-bootstrap/main.json`)],
      ["refused", "ec2:CreateVpc", at(VPC)],
      ["refused", "iam:CreateRole", at(OWN)],
    ]),
  )("%s: %s", async (expected, action, resource, context) => {
    expect(await asRole("preview")(action, resource(), context)).toBe(expected);
  });
});

describe("image", () => {
  test.each([
    ["allowed", "ecr:PutImage", REPOSITORY],
    ["refused", "ecr:PutImage", `${REPOSITORY}-other`],
    ["refused", "ecr:BatchDeleteImage", REPOSITORY],
    ["refused", "ecr:PutImageTagMutability", REPOSITORY],
    ["refused", "s3:GetObject", stateOf("dev")],
  ])("%s: %s on %s", async (expected, action, resource) => {
    expect(await asRole("image")(action, resource)).toBe(expected);
  });
});

describe("the state bucket's own policy, for an administrator", () => {
  const everything: Document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  };
  const SSE = "s3:x-amz-server-side-encryption";
  const asAdmin = (action: string, resource: string, contextVariables: Context) =>
    decide({
      request: {
        principal: roleArn("admin"),
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { "aws:SecureTransport": "true", ...contextVariables },
      },
      identityPolicies: [{ name: "admin", policy: everything }],
      resourcePolicy: document("aws:s3/bucketPolicy:BucketPolicy", "state"),
    });

  test.each([
    ["allowed", "as the engine uploads: no header, so the bucket's key", "s3:PutObject", stateOf("dev"), {}],
    ["allowed", "with the bucket's key named", "s3:PutObject", stateOf("dev"), { [SSE]: "aws:kms" }],
    ["refused", "without TLS", "s3:GetObject", stateOf("dev"), { "aws:SecureTransport": "false" }],
    ["refused", "with S3's own key", "s3:PutObject", stateOf("dev"), { [SSE]: "AES256" }],
    [
      "refused",
      "with another key",
      "s3:PutObject",
      stateOf("dev"),
      { [SSE]: "aws:kms", [`${SSE}-aws-kms-key-id`]: KEY },
    ],
    ["refused", "deleting the bucket", "s3:DeleteBucket", STATES, {}],
    ["refused", "deleting a version", "s3:DeleteObjectVersion", stateOf("dev"), {}],
    ["refused", "suspending versions", "s3:PutBucketVersioning", STATES, {}],
    ["allowed", "deleting a lock, which keeps its version", "s3:DeleteObject", stateOf("dev"), {}],
  ] as const)("%s: %s", async (expected, _, action, resource, context) => {
    expect(await asAdmin(action, resource, context)).toBe(expected);
  });
});
