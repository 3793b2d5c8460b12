/** Sizes of policies, and numbers of what they contain, that neither AWS's schemas nor the entries limit. */
import type { Rule } from "../../package";
import type { Properties, Subject } from "../../resource-type";
import { partitionOf } from "../partitions";
import { docs, isGiven, objectAt, others, parsed, problemsOf, wrong } from "./messages";

const quotas = `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const topicQuotas = `${docs}/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html`;
const queueQuotas = `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html`;
const functionQuotas = `${docs}/lambda/latest/dg/gettingstarted-limits.html`;

const textOf = (policy: unknown) => (typeof policy === "string" ? policy : JSON.stringify(policy ?? ""));
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const counted = (number: number) => number.toLocaleString("en-US");

const tooMany = (input: string, given: string, most: string, source: string) =>
  wrong(input, given, `at most ${most} are allowed`, source);

/** The inline policies of one user or group together. White space does not count. */
const inlineOf =
  (type: string, owner: string, most: number): Rule =>
  (subject) => {
    const { inputs } = subject;
    const siblings = others(subject, type).filter(({ inputs: other }) => other[owner] === inputs[owner]);
    const size = [inputs, ...siblings.map((other) => other.inputs)]
      .map(({ policy }) => textOf(policy).replaceAll(/\s/g, "").length)
      .reduce((sum, each) => sum + each, 0);
    return size > most
      ? [
          tooMany(
            "policy",
            `${counted(size)} characters with the ${siblings.length} other inline policies of the ${owner}`,
            `${counted(most)} characters`,
            quotas,
          ),
        ]
      : [];
  };

/** What the policy of a queue or topic may contain. */
interface Limits {
  readonly bytes: number;
  readonly statements?: number;
  readonly principals: number;
  readonly actions?: number;
  readonly source: string;
}

const topicLimits: Limits = { bytes: 30 * 1024, statements: 100, principals: 200, source: topicQuotas };
// The entry of queues counts the statements.
const queueLimits: Limits = { bytes: 8192, principals: 50, actions: 7, source: queueQuotas };

function limitProblems(
  policy: unknown,
  { bytes, statements, principals, actions, source }: Limits,
): string[] {
  if (!isGiven(policy)) return [];
  const size = Buffer.byteLength(textOf(policy));
  const list = listOf(objectAt(parsed(policy)).Statement).map(objectAt);
  const named = list.map(({ Principal }) => Object.values(objectAt(Principal)).flat().length);
  const most = Math.max(0, ...list.map(({ Action }) => listOf(Action).length));
  return problemsOf(
    size > bytes && tooMany("policy", `${counted(size)} bytes`, `${counted(bytes)} bytes`, source),
    list.length > (statements ?? list.length) &&
      tooMany("policy", `${list.length} statements`, `${statements}`, source),
    Math.max(0, ...named) > principals &&
      tooMany("policy Principal", `${Math.max(...named)} principals`, `${principals}`, source),
    most > (actions ?? most) && tooMany("policy Action", `${most} actions`, `${actions}`, source),
  );
}

const secretPolicy =
  (property: string): Rule =>
  ({ inputs }) => {
    const size = textOf(inputs[property]).length;
    const source = `${docs}/secretsmanager/latest/apireference/API_PutResourcePolicy.html`;
    return size > 20_480
      ? [tooMany(property, `${counted(size)} characters`, "20,480 characters", source)]
      : [];
  };

const permissionType = "aws:lambda/permission:Permission";

/** The statement that Lambda makes of a permission, as GetPolicy returns it. */
function statementOf(inputs: Properties, { id: account, region }: Subject<Properties>["cloud"]["account"]) {
  const { statementId, principal, action, sourceArn, sourceAccount } = inputs;
  const { id: partition } = partitionOf(region);
  const conditions = {
    ...(isGiven(sourceAccount) ? { StringEquals: { "AWS:SourceAccount": sourceAccount } } : {}),
    ...(isGiven(sourceArn) ? { ArnLike: { "AWS:SourceArn": sourceArn } } : {}),
  };
  return {
    // The provider's generated ids have 36 characters.
    Sid: statementId ?? "x".repeat(36),
    Effect: "Allow",
    Principal: { Service: principal },
    Action: action,
    Resource: `arn:${partition}:lambda:${region}:${account}:function:${inputs.function}`,
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

/** Lambda keeps the permissions of a function in one policy. */
const permission: Rule = (subject) => {
  const { inputs, cloud } = subject;
  const statements = [
    inputs,
    ...others(subject, permissionType)
      .map((other) => other.inputs)
      .filter((other) => other.function === inputs.function && other.qualifier === inputs.qualifier),
  ].map((each) => statementOf(each, cloud.account));
  const size = Buffer.byteLength(
    JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements }),
  );
  return size > 20 * 1024
    ? [
        tooMany(
          "function",
          `a policy of ${counted(size)} bytes with ${statements.length} permissions`,
          "20,480 bytes",
          functionQuotas,
        ),
      ]
    : [];
};

const userPolicy = "aws:iam/userPolicy:UserPolicy";
const groupPolicy = "aws:iam/groupPolicy:GroupPolicy";

export const rules: Readonly<Record<string, Rule>> = {
  [userPolicy]: inlineOf(userPolicy, "user", 2048),
  [groupPolicy]: inlineOf(groupPolicy, "group", 5120),
  "aws:sns/topic:Topic": ({ inputs }) => limitProblems(inputs.policy, topicLimits),
  "aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => limitProblems(inputs.policy, topicLimits),
  "aws:sqs/queue:Queue": ({ inputs }) => limitProblems(inputs.policy, queueLimits),
  "aws:sqs/queuePolicy:QueuePolicy": ({ inputs }) => limitProblems(inputs.policy, queueLimits),
  "aws:secretsmanager/secret:Secret": secretPolicy("policy"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": secretPolicy("policy"),
  [permissionType]: permission,
};
