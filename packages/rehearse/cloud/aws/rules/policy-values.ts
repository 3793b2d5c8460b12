/** What IAM accepts as the values of conditions, principals and resources of a policy. */
import { IPv4, IPv6 } from "ipaddr.js";
import { isProperties } from "../../paths";
import { docs, objectAt, problemsOf, wrong } from "./messages";

const guide = `${docs}/IAM/latest/UserGuide`;
const operatorGuide = `${guide}/reference_policies_elements_condition_operators.html`;
const principalGuide = `${guide}/reference_policies_elements_principal.html`;

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const isAddress = (text: string) =>
  IPv4.isValid(text) || IPv4.isValidCIDR(text) || IPv6.isValid(text) || IPv6.isValidCIDR(text);

/** What the operators of a family compare with. Policy variables such as `${aws:PrincipalTag/team}` can have any value. */
const families: readonly (readonly [RegExp, (text: string) => boolean, string])[] = [
  [/^(Not)?IpAddress$/, isAddress, "addresses and blocks such as 203.0.113.0/24 are allowed"],
  [
    /^Date/,
    (text) => /^(\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?|\d+)$/.test(text),
    "dates such as 2030-01-01T00:00:00Z are allowed",
  ],
  [/^Numeric/, (text) => /^-?\d+(\.\d+)?$/.test(text), "numbers are allowed"],
  [/^Arn/, (text) => text.includes(":") || text.includes("*"), "ARNs are allowed"],
  [/^(Null|Bool)$/, (text) => /^(true|false)$/i.test(text), "true and false are allowed"],
];

/** Why IAM refuses the values that a statement's conditions compare with. */
export function conditionValueProblems(at: string, condition: unknown): string[] {
  if (!isProperties(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const base = operator.replace(/^For(All|Any)Values:/, "").replace(/IfExists$/, "");
    const family = families.find(([names]) => names.test(base));
    return Object.entries(isProperties(keys) ? keys : {}).flatMap(([key, values]) =>
      listOf(values).flatMap((value) => {
        const place = `${at}.Condition.${operator}.${key}`;
        if (typeof value === "object" && value !== null)
          return [wrong(place, value, "a text or a list of texts is allowed", operatorGuide)];
        const text = String(value);
        const [, accepts, allowed = ""] = family ?? [];
        return accepts === undefined || text.includes("${") || accepts(text)
          ? []
          : [wrong(place, text, allowed, operatorGuide)];
      }),
    );
  });
}

/** Why IAM refuses the principals of a statement. */
export function principalProblems(at: string, principal: unknown): string[] {
  const { AWS, Service } = objectAt(principal);
  const texts = (value: unknown) =>
    listOf(value).filter((each): each is string => typeof each === "string" && !each.includes("${"));
  return [
    ...texts(AWS).flatMap((each) =>
      problemsOf(
        !/^(\*|\d{12}|arn:.+|A[A-Z0-9]{15,})$/.test(each) &&
          wrong(
            `${at}.Principal.AWS`,
            each,
            "an account, the ARN of a role or a user, and * are allowed",
            principalGuide,
          ),
      ),
    ),
    ...texts(Service).flatMap((each) =>
      problemsOf(
        (!each.includes(".") || each.includes("*")) &&
          wrong(
            `${at}.Principal.Service`,
            each,
            "the name of one service, such as lambda.amazonaws.com, is allowed",
            principalGuide,
          ),
      ),
    ),
  ];
}

/** IAM is a global service: its ARNs have no region. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function globalArnProblems(at: string, resources: readonly string[]): string[] {
  return resources
    .filter((each) => /^arn:[^:]*:iam:[a-z]/.test(each))
    .map((each) =>
      wrong(
        at,
        each,
        `an ARN without a region is allowed, such as ${each.replace(/^(arn:[^:]*:iam:)[^:]*/, "$1")}`,
        `${guide}/reference_identifiers.html`,
      ),
    );
}
