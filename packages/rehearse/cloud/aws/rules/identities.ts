/** Rules of IAM roles and policies. */
import type { Rule } from "../../package";
import { docs, objectAt, others, parsed, problemsOf, wrong } from "./messages";
import { documentProblems, identityPolicy, type PolicyKind } from "./policy-documents";

const api = `${docs}/IAM/latest/APIReference`;
/** IAM refuses `sts:*`: "AssumeRole policy may only specify STS AssumeRole actions." */
const trustPolicy: PolicyKind = {
  principal: "always",
  resource: "never",
  services: ["sts"],
  allActions: false,
};
const roleType = "aws:iam/role:Role";

const role: Rule = (subject) => {
  const { name, assumeRolePolicy } = subject.inputs;
  const twin = others(subject, roleType).find(
    ({ outputs }) =>
      outputs.name !== name && String(outputs.name).toLowerCase() === String(name).toLowerCase(),
  );
  return [
    ...problemsOf(
      twin &&
        wrong(
          "name",
          name,
          `names are compared without case, and "${twin.outputs.name}" is a role`,
          `${api}/API_CreateRole.html`,
        ),
    ),
    ...documentProblems("assumeRolePolicy", assumeRolePolicy, trustPolicy),
  ];
};

/** The principals that a role's trust policy allows to assume it. Undefined for a policy that cannot be read. */
export function trustedServices(assumeRolePolicy: unknown): readonly string[] | undefined {
  const { Statement: statements } = objectAt(parsed(assumeRolePolicy));
  const list = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  if (list.length === 0) return undefined;
  return list
    .map(objectAt)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Principal }) => (Principal === "*" ? ["*"] : (objectAt(Principal).Service ?? [])))
    .map(String);
}

const identity: Rule = ({ inputs }) => documentProblems("policy", inputs.policy, identityPolicy);

export const rules: Readonly<Record<string, Rule>> = {
  [roleType]: role,
  "aws:iam/rolePolicy:RolePolicy": identity,
  "aws:iam/userPolicy:UserPolicy": identity,
  "aws:iam/groupPolicy:GroupPolicy": identity,
  "aws:iam/policy:Policy": identity,
};
