/** Rules for all AWS resources, whatever component they belong to. */

import { newCloud } from "@groundwork/rehearse/cloud";
import { aws } from "@groundwork/rehearse/cloud/aws";
import { awsx } from "@groundwork/rehearse/cloud/awsx";
import { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { kubernetes } from "@groundwork/rehearse/cloud/kubernetes";
import { random } from "@groundwork/rehearse/cloud/random";
import { MAX_TOGETHER } from "../../settings/names";
import { all, evaluated, one, type Statement, statements } from "../evaluated";

let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});
const both = () => [dev, prod];

/** Every policy document in the inputs of a stack, with its resource. */
function policies(evaluation: Evaluation): { type: string; name: string; statement: Statement }[] {
  return evaluation.resources
    .filter(({ type }) => type.startsWith("aws:"))
    .flatMap(({ type, name, inputs }) =>
      [inputs.policy, inputs.assumeRolePolicy]
        .filter((policy) => policy !== undefined)
        .flatMap((policy) => statements(policy).map((statement) => ({ type, name, statement }))),
    );
}

/** Whether a statement is for one role of the account, which it names by a pattern: an ARN of a missing role is rejected. */
const isForClusterRole = ({ Condition }: Statement) =>
  /"StringEquals":\{"kms:CallerAccount":"111122223333"\},"ArnLike":\{"aws:PrincipalArn":\["arn:aws:iam::111122223333:role\/groundwork\/(dev|prod)\/groundwork-\1-cluster-\?{7}"\]\}\}$/.test(
    JSON.stringify(Condition),
  );

test("no policy grants access to everyone", () => {
  for (const { name, statement } of both().flatMap(policies)) {
    const principals = JSON.stringify(statement.Principal ?? "");
    const limited = name === "platform" && isForClusterRole(statement);
    if (statement.Effect !== "Deny" && principals.includes('"*"') && !limited)
      throw new Error(`${name}: ${principals}`);
  }
  expect(policies(prod).length).toBeGreaterThan(10);
});

test("no role allows all actions, or an action on all resources", () => {
  // A key policy is attached to the key: "*" means that key.
  const ofRoles = both()
    .flatMap(policies)
    .filter(({ type, statement }) => type.startsWith("aws:iam/") && statement.Effect === "Allow");
  expect(ofRoles.length).toBeGreaterThan(10);
  for (const { statement } of ofRoles) {
    for (const action of statement.Action) expect(action).not.toMatch(/^\*|:\*$/);
    // CloudWatch metrics do not support resource-level permissions; a statement without resources can only read.
    const onlyReads = statement.Action.every((action) =>
      /^(cloudwatch|ec2):(Describe|List|Get)/.test(action),
    );
    if (!statement.Principal && !onlyReads) expect(statement.Resource).not.toContain("*");
  }
});

test("a key's policy allows only IAM of the account, the cluster's role, CloudWatch Logs with this account's groups, and this account's alarms and events", () => {
  for (const { name, statement } of both()
    .flatMap(policies)
    .filter(({ type }) => type === "aws:kms/key:Key")) {
    const principal = JSON.stringify(statement.Principal);
    if (principal === '{"AWS":"arn:aws:iam::111122223333:root"}') continue;
    if (name === "alerting" && principal === '{"Service":"events.amazonaws.com"}') {
      // SNS supports no condition on the account here: the encryption context names the account's topics.
      expect(JSON.stringify(statement.Condition)).toContain("arn:aws:sns:us-east-1:111122223333:*");
      expect(statement.Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey*"]);
      continue;
    }
    if (name === "alerting") {
      expect(['{"Service":"cloudwatch.amazonaws.com"}', '{"Service":"events.rds.amazonaws.com"}']).toContain(
        principal,
      );
      expect(statement.Condition).toEqual({ StringEquals: { "aws:SourceAccount": "111122223333" } });
      expect(statement.Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey*"]);
      continue;
    }
    if (name === "platform" && isForClusterRole(statement)) {
      expect(statement.Action.filter((action) => /^kms:\*|Delete|Put|Disable/.test(action))).toEqual([]);
      continue;
    }
    expect([name, principal]).toEqual(["platform", '{"Service":"logs.us-east-1.amazonaws.com"}']);
    expect(JSON.stringify(statement.Condition)).toContain("arn:aws:logs:us-east-1:111122223333:log-group:*");
    expect(statement.Action.filter((action) => /^kms:\*|Grant|Delete|Put|Disable/.test(action))).toEqual([]);
  }
});

test("another account cannot make a service assume a role of this account", () => {
  const confusable = [
    "codebuild.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pods.eks.amazonaws.com",
  ];
  const trusts = policies(prod).filter(({ statement }) =>
    confusable.some((service) => JSON.stringify(statement.Principal)?.includes(service)),
  );
  expect(trusts.length).toBeGreaterThanOrEqual(3);
  for (const { statement } of trusts)
    expect(statement.Condition).toMatchObject({ StringEquals: { "aws:SourceAccount": "111122223333" } });
});

test("everything at rest is encrypted with the stack's keys, which are rotated", () => {
  const encrypting: Record<string, string> = {
    "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
  };
  for (const evaluation of both()) {
    const keys = all(evaluation, "aws:kms/key:Key");
    const arns = keys.map(({ outputs }) => outputs.arn);
    for (const { inputs } of keys) expect(inputs.enableKeyRotation).toBe(true);
    for (const [type, property] of Object.entries(encrypting))
      for (const { inputs } of all(evaluation, type)) expect(arns).toContain(inputs[property]);
    for (const { inputs, outputs } of all(evaluation, "aws:rds/instance:Instance")) {
      expect(inputs.storageEncrypted).toBe(true);
      expect(arns).toContain(outputs.kmsKeyId);
      expect(arns).toContain(inputs.performanceInsightsKmsKeyId);
    }
  }
});

test("prod's keys can be restored for 30 days after deletion, because their data is lost with them", () => {
  const windows = (evaluation: Evaluation) =>
    all(evaluation, "aws:kms/key:Key").map(({ inputs }) => inputs.deletionWindowInDays);
  expect(windows(prod)).toEqual([30, 30, 30]);
  expect(windows(dev)).toEqual([7, 7, 7]);
});

test("removing prod does not shorten the waiting period of its keys", async () => {
  const changes = { guardRails: "development", databaseDeletionProtection: false };
  const unguarded = await evaluated("prod", { changes });
  for (const { inputs } of all(unguarded, "aws:kms/key:Key")) expect(inputs.deletionWindowInDays).toBe(30);
});

test("the database's password is always a secret, and is passed only where it is needed", () => {
  for (const evaluation of both()) {
    const password = String(
      one(evaluation, "random:index/randomPassword:RandomPassword", "database").outputs.result,
    );
    expect(password).toHaveLength(40);
    const holders = evaluation.resources.flatMap(({ name, inputs, outputs, secrets }) =>
      Object.entries({ ...inputs, ...outputs })
        .filter(([, value]) => JSON.stringify(value)?.includes(password))
        .map(([property]) => ({ place: `${name}.${property}`, secret: secrets.includes(property) })),
    );
    expect(holders.length).toBeGreaterThanOrEqual(4);
    expect(holders.filter(({ secret }) => !secret)).toEqual([]);
    const outputs = Object.keys(evaluation.outputs).filter((output) =>
      JSON.stringify(evaluation.outputs[output]).includes(password),
    );
    expect(outputs.filter((output) => !evaluation.secretOutputs.includes(output))).toEqual([]);
  }
});

test("every output has a value", () => {
  for (const { outputs } of both()) {
    expect(Object.keys(outputs).length).toBeGreaterThan(6);
    for (const value of Object.values(outputs)) {
      expect(value).toBeDefined();
      expect(value).not.toBe("");
    }
  }
});

test("who runs the program makes no difference to what it registers", async () => {
  const elsewhere = Object.entries(aws.functions ?? {}).map(([token, source]) => [
    token,
    (...args: Parameters<typeof source>) => ({
      ...source(...args),
      ...(token.includes("getCallerIdentity")
        ? { arn: "arn:aws:sts::111122223333:assumed-role/somebody/else", userId: "AROAELSE:else" }
        : {}),
    }),
  ]);
  const cloud = new Cloud([{ ...aws, functions: Object.fromEntries(elsewhere) }, awsx, kubernetes, random]);
  const byOther = await evaluated("dev", { cloud });
  // Secrets are random, and so are the ids of a second cloud.
  const registered = ({ resources }: Evaluation) =>
    resources
      .map(({ urn, inputs, secrets }) => {
        const open = Object.entries(inputs).filter(([property]) => !secrets.includes(property));
        return `${urn} ${JSON.stringify(open)}`.replaceAll(/\b[0-9a-f]{8,17}\b/g, "…");
      })
      .sort();
  expect(registered(byOther)).toEqual(registered(await evaluated("dev")));
  expect(byOther.resources).toHaveLength(dev.resources.length);
});

test("every AWS resource that supports tags has project, stack and the tags of the settings", async () => {
  const tagged = await evaluated("dev", { changes: { tags: { owner: "me", cost: "42" } } });
  const taggable = tagged.resources.filter(({ outputs }) => "tagsAll" in outputs);
  expect(taggable.length).toBeGreaterThan(40);
  for (const { outputs } of taggable)
    expect(outputs.tagsAll).toMatchObject({ project: "groundwork", stack: "dev", owner: "me", cost: "42" });
});

test("a stack with the longest allowed name fits AWS's limits; a longer name is rejected", async () => {
  const { resources } = await evaluated("prod", { name: "x".repeat(20) });
  expect(resources).toHaveLength(prod.resources.length);
  await expect(evaluated("prod", { name: "x".repeat(21) })).rejects.toThrow("the stack's name");
  await expect(evaluated("prod", { name: "team.feature_1" })).rejects.toThrow("the stack's name");
});

test("the longest allowed names of project and stack together fit AWS's limits; longer ones are rejected", async () => {
  const project = "p".repeat(MAX_TOGETHER - 20);
  const { resources } = await evaluated("prod", { project, name: "x".repeat(20) });
  expect(resources).toHaveLength(prod.resources.length);
  await expect(evaluated("prod", { project: `${project}p`, name: "x".repeat(20) })).rejects.toThrow(
    /the stack's name\n.*given: {3}x{20}\n.*allowed: at most 19 characters/,
  );
  await expect(evaluated("prod", { project: "Acme" })).rejects.toThrow(
    /the project's name\n.*given: {3}Acme/,
  );
});

test("no resource has a fixed name that a replacement or a second stack would conflict with", async () => {
  const cloud = newCloud();
  await evaluated("dev", { cloud });
  // The same account and region: a name that another stack uses is rejected.
  const second = await evaluated("prod", { cloud, changes: { vpcCidr: "10.7.0.0/16" } });
  expect(second.resources).toHaveLength(prod.resources.length);
});
