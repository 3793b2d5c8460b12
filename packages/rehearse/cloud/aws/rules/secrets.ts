/** Rules of keys, secrets and parameters. */
import type { Rule } from "../../package";
import type { Properties } from "../../resource-type";
import { docs, isGiven, objectAt, parsed, problemsOf, wrong } from "./messages";
import { documentProblems, resourcePolicy } from "./policy-documents";

const kms = `${docs}/kms/latest/APIReference`;
const secrets = `${docs}/secretsmanager/latest/apireference`;
const ssm = `${docs}/systems-manager/latest/APIReference`;

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/**
 * Whether a key policy lets the account, or a principal in it, change the policy later. KMS asks this of the caller; the
 * simulation has no caller, so that any principal of the account counts.
 */
function allowsAccount(policy: unknown, account: string): boolean {
  const statements = listOf(objectAt(parsed(policy)).Statement).map(objectAt);
  const isOurs = (principal: unknown): boolean => {
    const { AWS } = objectAt(principal);
    return [...listOf(AWS), ...(principal === "*" ? ["*"] : [])].some(
      (each) => each === "*" || each === account || String(each).split(":")[4] === account,
    );
  };
  const actions = /^(\*|kms:\*|kms:put\*|kms:p\*|kms:putkeypolicy|kms:put\w*\*)$/i;
  return statements.some(
    ({ Effect, Principal, Action, NotAction }) =>
      Effect === "Allow" &&
      isOurs(Principal) &&
      (NotAction !== undefined
        ? !listOf(NotAction).some((each) => actions.test(String(each)))
        : listOf(Action).some((each) => actions.test(String(each)))),
  );
}

function usageProblem({ keyUsage, customerMasterKeySpec: spec = "SYMMETRIC_DEFAULT" }: Properties) {
  const kind = String(spec).split("_")[0] ?? "";
  const allowed: Readonly<Record<string, readonly string[]>> = {
    SYMMETRIC: ["ENCRYPT_DECRYPT"],
    HMAC: ["GENERATE_VERIFY_MAC"],
    RSA: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    ECC: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    SM2: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"],
  };
  const usage = keyUsage ?? "ENCRYPT_DECRYPT";
  const list = allowed[kind];
  return (
    list !== undefined &&
    (keyUsage !== undefined || kind === "HMAC" || kind === "ECC") &&
    !list.includes(String(usage)) &&
    wrong("keyUsage", usage, `${list.join(", ")} are allowed for ${spec}`, `${kms}/API_CreateKey.html`)
  );
}

const key: Rule = ({ inputs, cloud }) => {
  const { policy, bypassPolicyLockoutSafetyCheck, enableKeyRotation, customerMasterKeySpec: spec } = inputs;
  const document = documentProblems("policy", policy, resourcePolicy);
  return [
    ...document,
    ...problemsOf(
      isGiven(policy) &&
        document.length === 0 &&
        bypassPolicyLockoutSafetyCheck !== true &&
        !allowsAccount(policy, cloud.account.id) &&
        wrong(
          "policy",
          policy,
          `a statement that allows kms:PutKeyPolicy to account ${cloud.account.id} is needed, or bypassPolicyLockoutSafetyCheck`,
          `${kms}/API_CreateKey.html`,
        ),
      enableKeyRotation === true &&
        isGiven(spec) &&
        spec !== "SYMMETRIC_DEFAULT" &&
        wrong(
          "enableKeyRotation",
          true,
          "only keys of SYMMETRIC_DEFAULT rotate",
          `${kms}/API_EnableKeyRotation.html`,
        ),
      usageProblem(inputs),
    ),
  ];
};

const secret: Rule = ({ inputs, cloud }) => {
  const { name, recoveryWindowInDays: days, policy } = inputs;
  const pending = cloud.pendingDeletion("aws:secretsmanager/secret:Secret", "name", name);
  return [
    ...problemsOf(
      days !== undefined &&
        days !== 0 &&
        (Number(days) < 7 || Number(days) > 30) &&
        wrong("recoveryWindowInDays", days, "0 and 7 to 30 are allowed", `${secrets}/API_DeleteSecret.html`),
      pending &&
        wrong(
          "name",
          name,
          "the deletion of a secret with this name is pending: restore it, or wait until its recovery window ends",
          `${secrets}/API_CreateSecret.html`,
        ),
    ),
    ...documentProblems("policy", policy, resourcePolicy),
  ];
};

const secretVersion: Rule = ({ inputs }) =>
  problemsOf(
    isGiven(inputs.secretString) &&
      isGiven(inputs.secretBinary) &&
      wrong(
        "secretBinary",
        "a secret",
        "either it or secretString is allowed",
        `${secrets}/API_PutSecretValue.html`,
      ),
  );

const limits: Readonly<Record<string, number>> = {
  Standard: 4096,
  Advanced: 8192,
  "Intelligent-Tiering": 8192,
};

const parameter: Rule = ({ inputs }) => {
  const { name, tier = "Standard", allowedPattern } = inputs;
  const value = String(inputs.value ?? inputs.insecureValue ?? "");
  const source = `${ssm}/API_PutParameter.html`;
  const parts = String(name).replace(/^\//, "").split("/");
  const limit = limits[String(tier)] ?? value.length;
  const inPath = String(name).includes("/");
  return problemsOf(
    /^\/?(aws|ssm)/i.test(String(name)) &&
      wrong("name", name, "names that do not begin with aws or ssm are allowed", source),
    !/^[\w./-]*$/.test(String(name)) && wrong("name", name, "letters, digits and _.-/ are allowed", source),
    inPath &&
      !String(name).startsWith("/") &&
      wrong("name", name, "a name with levels begins with a slash", source),
    parts.length > 15 && wrong("name", name, "at most 15 levels are allowed", source),
    Buffer.byteLength(value) > limit &&
      wrong(
        "value",
        `${Buffer.byteLength(value)} bytes`,
        `at most ${limit} are allowed in the tier ${tier}`,
        source,
      ),
    typeof allowedPattern === "string" &&
      value !== "" &&
      !matches(allowedPattern, value) &&
      wrong("allowedPattern", allowedPattern, "one that the value matches is allowed", source),
  );
};

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    // AWS reads Java's regular expressions, and JavaScript cannot judge this one.
    return true;
  }
}

export const rules: Readonly<Record<string, Rule>> = {
  "aws:kms/key:Key": key,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:ssm/parameter:Parameter": parameter,
};
