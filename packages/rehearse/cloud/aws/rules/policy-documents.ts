/** The grammar of policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import { isProperties } from "../../paths";
import type { Properties } from "../../resource-type";
import { docs, isGiven, parsed, problemsOf, wrong } from "./messages";
import { conditionValueProblems, globalArnProblems, principalProblems } from "./policy-values";

const guide = `${docs}/IAM/latest/UserGuide`;
const grammar = `${guide}/reference_policies_grammar.html`;

/** What a kind of policy has besides the common grammar. */
export interface PolicyKind {
  /** Whether its statements name who is allowed: never for the policy of a role, always for one of a resource. */
  readonly principal: "always" | "never";
  /** Whether its statements name resources. The policy of a repository or a role's trust has none. */
  readonly resource: "always" | "never" | "optional";
  /** Services whose actions are allowed. Default: all. */
  readonly services?: readonly string[];
  /** Whether all actions of a service can be allowed together, as in `s3:*`. Default: true. */
  readonly allActions?: false;
}

export const identityPolicy: PolicyKind = { principal: "never", resource: "always" };
export const resourcePolicy: PolicyKind = { principal: "always", resource: "always" };

const elements = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const operators =
  /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^(ForAllValues:|ForAnyValue:)?Null$/;

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const textsOf = (value: unknown): string[] =>
  listOf(value).filter((each): each is string => typeof each === "string");

/** Why IAM refuses a policy document; nothing for one that is not given, or has no statements to judge. */
export function documentProblems(input: string, value: unknown, kind: PolicyKind): string[] {
  if (!isGiven(value)) return [];
  const document = parsed(value);
  if (!isProperties(document)) return [wrong(input, value, "JSON of a policy is allowed", grammar)];
  const statements = listOf(document.Statement).filter(isProperties);
  const sids = statements.flatMap(({ Sid }) => (isGiven(Sid) ? [String(Sid)] : []));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  const { Version: version } = document;
  const unknown = Object.keys(document).find((name) => !["Version", "Id", "Statement"].includes(name));
  return [
    ...problemsOf(
      document.Statement === undefined &&
        wrong(`${input} Statement`, undefined, "a policy needs it", grammar),
      unknown !== undefined &&
        wrong(`${input} ${unknown}`, document[unknown], "Version, Id and Statement are allowed", grammar),
      version !== undefined &&
        !["2012-10-17", "2008-10-17"].includes(String(version)) &&
        wrong(
          `${input} Version`,
          version,
          "2012-10-17 and 2008-10-17 are allowed",
          `${guide}/reference_policies_elements_version.html`,
        ),
      twice !== undefined &&
        wrong(
          `${input} Sid`,
          twice,
          "each statement has another one",
          `${guide}/reference_policies_elements_sid.html`,
        ),
    ),
    ...statements.flatMap((statement, index) =>
      statementProblems(`${input} Statement[${index}]`, statement, kind),
    ),
  ];
}

function statementProblems(at: string, statement: Properties, kind: PolicyKind): string[] {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  const principal = statement.Principal ?? statement.NotPrincipal;
  const resource = Resource ?? NotResource;
  const unknown = Object.keys(statement).find((name) => !elements.has(name));
  return [
    ...problemsOf(
      unknown !== undefined &&
        wrong(`${at}.${unknown}`, statement[unknown], `${[...elements].join(", ")} are allowed`, grammar),
      isGiven(Sid) &&
        kind.principal === "never" &&
        !/^[A-Za-z0-9]*$/.test(String(Sid)) &&
        wrong(
          `${at}.Sid`,
          Sid,
          "letters and digits are allowed",
          `${guide}/reference_policies_elements_sid.html`,
        ),
      !["Allow", "Deny"].includes(String(Effect)) &&
        wrong(`${at}.Effect`, Effect, "Allow and Deny are allowed", grammar),
      Action !== undefined &&
        NotAction !== undefined &&
        wrong(`${at}.NotAction`, NotAction, "either it or Action is allowed", grammar),
      Action === undefined &&
        NotAction === undefined &&
        wrong(`${at}.Action`, undefined, "Action or NotAction is needed", grammar),
      kind.principal === "never" &&
        principal !== undefined &&
        wrong(`${at}.Principal`, principal, "the policy of an identity has none", grammar),
      kind.principal === "always" &&
        principal === undefined &&
        wrong(`${at}.Principal`, undefined, "the policy of a resource needs it", grammar),
      kind.resource === "always" &&
        !isGiven(resource) &&
        wrong(`${at}.Resource`, undefined, "Resource or NotResource is needed", grammar),
      kind.resource === "never" &&
        resource !== undefined &&
        wrong(`${at}.Resource`, resource, "this policy has none", grammar),
      Resource !== undefined &&
        NotResource !== undefined &&
        wrong(`${at}.NotResource`, NotResource, "either it or Resource is allowed", grammar),
    ),
    ...principalProblems(at, principal),
    ...globalArnProblems(`${at}.Resource`, textsOf(resource)),
    ...conditionValueProblems(at, Condition),
    ...textsOf(Action ?? NotAction).flatMap((action) => actionProblems(`${at}.Action`, action, kind)),
    ...textsOf(resource)
      .filter(
        (each) =>
          !/^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|\$\{.*)$/.test(each) && !/^arn:[\w*-]*:.*\*/.test(each),
      )
      .map((each) => wrong(`${at}.Resource`, each, '"*" or an ARN is allowed', grammar)),
    ...conditionProblems(at, Condition),
  ];
}

function actionProblems(at: string, action: string, { services, allActions }: PolicyKind): string[] {
  const [service = ""] = action.split(":");
  const isAction = action === "*" || /^[a-zA-Z0-9-]+:[\w*?]+$/.test(action);
  return problemsOf(
    !isAction && wrong(at, action, '"*" or an action such as s3:GetObject is allowed', grammar),
    allActions === false &&
      /^[^:]+:\*$/.test(action) &&
      wrong(at, action, "each action by its name is allowed", grammar),
    isAction &&
      action !== "*" &&
      services !== undefined &&
      !services.includes(service.toLowerCase()) &&
      wrong(at, action, `actions of ${services.join(", ")} are allowed`, grammar),
  );
}

function conditionProblems(at: string, condition: unknown): string[] {
  if (!isProperties(condition)) return [];
  return Object.keys(condition)
    .filter((operator) => !operators.test(operator))
    .map((operator) =>
      wrong(
        `${at}.Condition`,
        operator,
        "operators such as StringEquals and ForAllValues:StringLikeIfExists are allowed",
        `${guide}/reference_policies_elements_condition_operators.html`,
      ),
    );
}
