/** Edits of stack files and of environments.yaml keep what they do not change. */
import { differences } from "../../adoption/diff";
import { editEnvironments, parseEnvironment } from "../../adoption/environment-list";
import { deriveStack, removeMarks, renameNamespace, setSettings } from "../../adoption/stack-file";

const stack = `# The prod environment: tolerates the loss of a zone.
config:
  pulumi:disable-default-providers: [aws]

  shop:region: us-east-1 # near
  # EDIT: the administrators, shop:admins
  shop:admins:
    - arn:1
  shop:host: shop.example.com # EDIT
`;

test("only the namespace of keys is renamed", () => {
  expect(renameNamespace(stack, "shop", "acme")).toBe(stack.replaceAll(/^ {2}shop:/gm, "  acme:"));
  expect(renameNamespace('config:\n  "shop:a": 1\n', "shop", "acme")).toBe('config:\n  "acme:a": 1\n');
});

test("a setting keeps the comment beside it", () => {
  expect(setSettings(stack, "shop", { region: "eu-west-1" })).toBe(
    stack.replace("us-east-1 # near", "eu-west-1 # near"),
  );
});

test("a long list has one entry a line, a short one stays on the line", () => {
  const long = [
    "arn:aws:iam::444455556666:role/administrators",
    "arn:aws:iam::444455556666:role/acme-deploy-production",
  ];
  const text = setSettings(stack, "shop", { admins: long });
  expect(text).toContain(`  shop:admins:\n    - ${long[0]}\n    - ${long[1]}\n  shop:host`);
  expect(setSettings(stack, "shop", { admins: ["a", "b"] })).toContain("  shop:admins: [a, b]\n");
});

test("the mark of a completed setting is removed, and the comment stays", () => {
  expect(removeMarks(stack, "shop", ["admins", "host", "missing"])).toBe(
    stack.replace("EDIT: the", "The").replace(" # EDIT", ""),
  );
});

test("a new stack has neither key nor encrypted values of the stack that it is derived from, nor its name in comments", () => {
  const deployed = `secretsprovider: awskms:///alias/x?context_stack=prod
encryptedkey: AAAA
config:
  # Only prod has it.
  shop:role: role/deploy-prod # prod
  shop:hook:
    secure: v1:abc
  shop:map: { token: { secure: v1:def } }
`;
  expect(deriveStack(deployed, "prod", "staging")).toBe(
    "config:\n  # Only staging has it.\n  shop:role: role/deploy-prod # staging\n",
  );
});

const list = `# The list.
environments:
  - { stack: dev, guardRails: development, approval: none }
  # The important one.
  - { stack: prod, guardRails: production, approval: required, runner: big }
`;
const dev = { stack: "dev", guardRails: "development", approval: "none", runner: undefined } as const;
const prod = { stack: "prod", guardRails: "production", approval: "required", runner: "big" } as const;
const staging = { stack: "staging", guardRails: "production", approval: "none", runner: undefined } as const;

test("an environment is added at its place, and comments above the list stay", () => {
  expect(editEnvironments(list, [dev, staging, prod])).toBe(`# The list.
# These environments are yours: merges of later versions keep this file (docs/adopting.md).
environments:
  - { stack: dev, guardRails: development, approval: none }
  - { stack: staging, guardRails: production, approval: none }
  # The important one.
  - { stack: prod, guardRails: production, approval: required, runner: big }
`);
});

test("an environment in another style stays as it is, and one that differs keeps its comment", () => {
  const block =
    "environments:\n  # First.\n  - stack: dev\n    guardRails: development\n    approval: none\n# End.\n";
  expect(editEnvironments(block, [dev])).toMatch(
    /\nenvironments:\n {2}# First\.\n {2}- stack: dev\n {4}guardRails/,
  );
  expect(editEnvironments(block, [{ ...dev, approval: "required" }])).toMatch(
    /\n {2}# First\.\n {2}- \{ stack: dev, guardRails: development, approval: required \}\n# End\.\n$/,
  );
});

test("the same environments change nothing after the first time", () => {
  const once = editEnvironments(list, [dev, prod]);
  expect(editEnvironments(once, [dev, prod])).toBe(once);
});

test.each([
  ["dev=development", { ...dev }],
  ["prod=production:required", { ...prod }],
  ["staging=production:none", { ...staging }],
  ["staging=production", { ...staging, approval: "required" }],
  ["staging", undefined],
  ["staging=prod", undefined],
  ["staging=production:maybe", undefined],
  ["=production", undefined],
])("--environment %s is read", (text, environment) => {
  expect(parseEnvironment(text, [dev, prod])).toEqual(environment);
});

test("differences are the removed and the added lines", () => {
  expect(differences("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual(["- b", "+ x", "+ d"]);
  expect(differences("", "a\n")).toEqual(["+ a"]);
  expect(differences("a\n", "a\n")).toEqual([]);
});
