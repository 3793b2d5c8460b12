import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import {
  type Environment,
  readEnvironments,
  variableSuffix,
} from "@groundwork/rehearse/project/environments";
import { projectFolder, readStackConfig } from "@groundwork/rehearse/project/files";
import { lines } from "@groundwork/state/bootstrap/lines";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { backendUrl, PREVIEW_ROLE, stateBucketName } from "../../account/names";
import { evaluatedAccount } from "../account/evaluated";
import { isForEachEnvironment, type Job, jobs, sources, type Workflow, workflows } from "./workflow";

const REPOSITORY = "octo-org/garden";
const MAIN = "refs/heads/main";
const account = { accountId: "111122223333", region: "us-east-1", namePrefix: "groundwork" };
const target = { ...account, bucket: stateBucketName(account), backendUrl: backendUrl(account) };
const list = readEnvironments();
const stacks = (approval: Environment["approval"]) =>
  list.filter((each) => each.approval === approval).map(({ stack }) => stack);
/** The environments of GitHub that jobs name: those that need an approval, and the one of pull requests. */
const gated = [...stacks("required"), "review"];

/** The conditions of the account on a token: each claim with the values that it accepts. */
type Conditions = Readonly<Record<string, readonly string[]>>;
/** By ARN of the role. */
const trust = new Map<string, Conditions>();
/** Variables of the repository, with the values that bootstrap prints. */
const variables = new Map<string, string>();

beforeAll(async () => {
  const { outputs, resources } = await evaluatedAccount({
    ...account,
    repository: REPOSITORY,
    repositoryIds: "",
    deployedFromMain: JSON.stringify(stacks("none")),
    deployedFromEnvironment: JSON.stringify(gated),
    pullingAccounts: "[]",
  });
  for (const { type, inputs, outputs: made } of resources) {
    if (type === "aws:iam/role:Role")
      trust.set(String(made.arn), conditions(String(inputs.assumeRolePolicy)));
  }
  const given: OutputMap = Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value, secret: false }]),
  );
  for (const [, name = "", value = ""] of lines(given, target, gated).matchAll(/^ {2}([A-Z_]+)=(.*)$/gm)) {
    variables.set(name, value);
  }
});

function conditions(policy: string): Conditions {
  const { Statement }: { Statement: readonly { Condition: { StringEquals: Record<string, unknown> } }[] } =
    JSON.parse(policy);
  const [only, ...more] = Statement;
  if (!only || more.length > 0 || !isProperties(only.Condition) || Object.keys(only.Condition).length !== 1) {
    throw new Error(`this test does not support all of this trust policy: ${policy}`);
  }
  return Object.fromEntries(
    Object.entries(only.Condition.StringEquals).map(([key, value]) => [
      key.replace("token.actions.githubusercontent.com:", ""),
      [value].flat().map(String),
    ]),
  );
}

/**
 * The subjects of the tokens that GitHub issues to a job: an environment takes precedence over the event.
 * https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
function tokens({ environment, if: condition = "" }: Job, { on }: Workflow): { sub: string; ref: string }[] {
  const [, only] = /github\.event_name == '(\w+)'/.exec(condition) ?? [];
  // A called workflow runs with the token of the event that started its caller.
  const own = "workflow_call" in on ? Object.keys(workflows.get("deploy.yml")?.on ?? {}) : Object.keys(on);
  const events = own.filter((event) => only === undefined || event === only);
  return events.map((event) => {
    const ref = event === "pull_request" ? "refs/pull/7/merge" : MAIN;
    const started = event === "pull_request" ? "pull_request" : `ref:${MAIN}`;
    return { sub: `repo:${REPOSITORY}:${environment ? `environment:${environment}` : started}`, ref };
  });
}

/**
 * The jobs that GitHub creates from one: a job with a matrix of environments runs for each of them, or for those whose approval its
 * condition names.
 */
function runsOf(job: Job): readonly { readonly job: Job; readonly stack?: string }[] {
  if (!isForEachEnvironment(job)) return [{ job }];
  const [, approval] = /\.approval == '(none|required)'/.exec(job.if ?? "") ?? [];
  const own = list.filter((each) => approval === undefined || each.approval === approval);
  return own.map(({ stack }) => ({
    stack,
    job: job.environment === undefined ? job : { ...job, environment: stack },
  }));
}

/**
 * The role variables in a job: `AWS_ROLE_PREVIEW_DEV` replaces `AWS_ROLE_PREVIEW` if dev has a separate account. The index
 * `format('AWS_ROLE_DEPLOY_{0}', …)` names the variable of an environment.
 */
function roleVariables({ steps }: Job, stack = ""): string[] {
  const given = steps.flatMap((step) => [step.with.role ?? "", step.with["role-to-assume"] ?? ""]);
  const names = given.flatMap((value) =>
    [...value.matchAll(/vars(?:\.|\[format\(')(AWS_ROLE_[A-Z_]+)(\{0\})?/g)].map(([, name = "", index]) =>
      index === undefined ? name : `${name}${variableSuffix(stack)}`,
    ),
  );
  return [...new Set(names.map((name) => name.replace(/^(AWS_ROLE_PREVIEW)_\w*$/, "$1")))];
}

/** A job that calls a workflow passes its permission on. */
const signingIn = jobs.filter(
  ([, { permissions = {}, uses }]) => permissions["id-token"] === "write" && uses === undefined,
);
const used = signingIn.flatMap(([where, job, workflow]) =>
  runsOf(job).flatMap(({ job: run, stack }) =>
    roleVariables(run, stack).flatMap((variable) =>
      tokens(run, workflow).map((token) => ({ where, variable, ...token })),
    ),
  ),
);

test("Each job that can sign in does so, and no other", () => {
  expect(signingIn.length).toBeGreaterThan(5);
  for (const [where, job] of jobs) {
    const roles = roleVariables(job).length;
    // One role creates the stack of a pull request, another one its images.
    const wanted = where === "review.yml up" ? 2 : 1;
    expect([where, roles]).toEqual([where, signingIn.some(([each]) => each === where) ? wanted : 0]);
  }
});

test.each(used)("$where assumes $variable as $sub, which the account trusts", ({ variable, sub, ref }) => {
  const accepted = trust.get(variables.get(variable) ?? "");
  expect(accepted?.sub).toContain(sub);
  expect(accepted?.ref ?? [ref]).toContain(ref);
  expect(accepted?.aud).toEqual(["sts.amazonaws.com"]);
});

test("The account trusts nothing that no workflow uses", () => {
  expect(trust.size).toBeGreaterThan(3);
  const roles = new Map([...variables].map(([name, arn]) => [arn, name]));
  const unused = [...trust]
    .filter(([arn]) => roles.has(arn))
    .flatMap(([arn, { sub = [] }]) => sub.map((each) => `${roles.get(arn)} as ${each}`))
    .filter((each) => !used.some(({ variable, sub }) => `${variable} as ${sub}` === each));
  expect(unused).toEqual([]);
  // Every role for GitHub has a variable; the other roles are for services.
  const open = [...trust].filter(([arn, { sub }]) => sub !== undefined && !roles.has(arn));
  expect(open).toEqual([]);
});

test("Every variable that a workflow reads is printed by bootstrap, or explained in docs/pipeline.md", () => {
  const guide = readFileSync(join(projectFolder, "docs", "pipeline.md"), "utf8");
  const read = [...sources("workflows").values()].flatMap((source) =>
    [...source.matchAll(/vars(?:\.|\[format\(')([A-Z_]+)(\{0\})?/g)].flatMap(([, name = "", index]) =>
      index === undefined ? [name] : list.map(({ stack }) => `${name}${variableSuffix(stack)}`),
    ),
  );
  const unexplained = [...new Set(read)].filter(
    (name) => !variables.has(name) && !guide.includes(`\`${name}\``),
  );
  expect(unexplained).toEqual([]);
  expect(read).toEqual(expect.arrayContaining([...variables.keys()]));
});

test.each(list.map(({ stack }) => stack))(
  "The role that previews %s can read its cluster, including secrets",
  (stack) => {
    const { config } = readStackConfig(projectFolder, stack);
    expect(config["groundwork:clusterPreviewers"]).toContain(`role/${PREVIEW_ROLE}`);
  },
);
