/**
 * Principals, roles and resources of another partition, in any resource: IAM grants access within one partition only, and accepts
 * no ARN of another one.
 */
import type { Rule } from "../../package";
import { isProperties } from "../../paths";
import { partitionOf } from "../partitions";
import { docs, parsed, wrong } from "./messages";

const source = `${docs}/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html`;

/** Inputs that contain a policy, as text or as an object. */
const policyInput = /polic(y|ies)(Document)?$/i;
/** Inputs that contain the ARN of a role, a user or a policy. Others can contain any text: a tag, a variable, a description. */
const arnInput = /(arns?|roles?|users?|permissionsBoundary)$/i;
/** Maps whose keys the program chooses: what they contain is not for AWS to judge. */
const free = /^(tags|tagsAll|variables|parameters|options|metadata|defaultArguments|properties|values)$/;

/** A text in the inputs, and the input in which it is: `accessConfig.roleArn`, `policy Statement[0].Principal.AWS`. */
interface Found {
  readonly at: string;
  readonly arn: string;
}

/** Why AWS refuses the ARNs in the inputs, in the region of the stack. */
export const partitionProblems: Rule = ({ inputs, cloud }) => {
  const { region } = cloud.account;
  const { id: own } = partitionOf(region);
  return arnsIn(inputs, "").flatMap(({ at, arn }) => {
    const [, partition = ""] = arn.split(":");
    if (matches(partition, own)) return [];
    const allowed = `ARNs of the partition ${own}, which has ${region}, are allowed, such as ${arn.replace(/^arn:[^:]*/, `arn:${own}`)}`;
    return [wrong(at, arn, allowed, source)];
  });
};

/** A policy can have `*` and `?` in the place of a partition. */
function matches(pattern: string, partition: string): boolean {
  const expression = pattern
    .replaceAll(/[^\w*?-]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(partition);
}

function arnsIn(value: unknown, at: string): Found[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => arnsIn(item, `${at}[${index}]`));
  const name = at.replace(/(\[\d+\])+$/, "");
  const document = policyInput.test(name) ? parsed(value) : undefined;
  if (isProperties(document) && document.Statement !== undefined) return arnsOfPolicy(document.Statement, at);
  if (isProperties(value)) {
    return Object.entries(value)
      .filter(([key]) => !free.test(key))
      .flatMap(([key, part]) => arnsIn(part, at === "" ? key : `${at}.${key}`));
  }
  return typeof value === "string" && arnInput.test(name) && /^arn:[^:]+:(iam|sts):/.test(value)
    ? [{ at, arn: value }]
    : [];
}

/** The ARNs of principals and resources. A condition that compares another partition's ARN is accepted, and never true. */
function arnsOfPolicy(statements: unknown, at: string): Found[] {
  return listOf(statements)
    .filter(isProperties)
    .flatMap((statement, index) => {
      const place = `${at} Statement[${index}]`;
      return ["Principal", "NotPrincipal", "Resource", "NotResource"].flatMap((element) => {
        const part = statement[element];
        const groups = isProperties(part) ? Object.entries(part) : [["", part] as const];
        return groups.flatMap(([kind, texts]) =>
          listOf(texts)
            .filter((text): text is string => typeof text === "string" && text.startsWith("arn:"))
            .map((arn) => ({ at: `${place}.${element}${kind === "" ? "" : `.${kind}`}`, arn })),
        );
      });
    });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
