import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { projectFolder, readStackConfig } from "@groundwork/rehearse/project/files";
import { lines } from "@groundwork/state/bootstrap/lines";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { backendUrl, PREVIEW_ROLE, stateBucketName } from "../../account/names";
import { evaluatedAccount } from "../account/evaluated";
import { type Job, jobs, sources, type Workflow } from "./workflow";

const REPOSITORY = "octo-org/garden";
const MAIN = "refs/heads/main";
const account = { accountId: "111122223333", region: "us-east-1", namePrefix: "groundwork" };
const target = { ...account, bucket: stateBucketName(account), backendUrl: backendUrl(account) };
const gated = [...new Set(jobs.flatMap(([, { environment }]) => environment ?? []))];

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
  const events = Object.keys(on).filter((event) => only === undefined || event === only);
  return events.map((event) => {
    const ref = event === "pull_request" ? "refs/pull/7/merge" : MAIN;
    const started = event === "pull_request" ? "pull_request" : `ref:${MAIN}`;
    return { sub: `repo:${REPOSITORY}:${environment ? `environment:${environment}` : started}`, ref };
  });
}

/** The role variables in a job: `AWS_ROLE_PREVIEW_DEV` replaces `AWS_ROLE_PREVIEW` if dev has a separate account. */
function roleVariables({ steps }: Job): string[] {
  const given = steps.flatMap((step) => [step.with.role ?? "", step.with["role-to-assume"] ?? ""]);
  const names = given.flatMap((value) =>
    [...value.matchAll(/vars\.(AWS_ROLE_\w+)/g)].map(([, name = ""]) => name),
  );
  return [...new Set(names.map((name) => name.replace(/^(AWS_ROLE_PREVIEW)_\w+$/, "$1")))];
}

const signingIn = jobs.filter(([, { permissions = {} }]) => permissions["id-token"] === "write");
const used = signingIn.flatMap(([where, job, workflow]) =>
  roleVariables(job).flatMap((variable) =>
    tokens(job, workflow).map((token) => ({ where, variable, ...token })),
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
    [...source.matchAll(/vars\.([A-Z_]+)/g)].map(([, name = ""]) => name),
  );
  const unexplained = [...new Set(read)].filter(
    (name) => !variables.has(name) && !guide.includes(`\`${name}\``),
  );
  expect(unexplained).toEqual([]);
  expect(read).toEqual(expect.arrayContaining([...variables.keys()]));
});

test.each(["dev", "prod"])("The role that previews %s can read its cluster, including secrets", (stack) => {
  const { config } = readStackConfig(projectFolder, stack);
  expect(config["groundwork:clusterPreviewers"]).toContain(`role/${PREVIEW_ROLE}`);
});
