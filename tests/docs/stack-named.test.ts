import { filesOfRepository, read } from "./files";

// Users do not copy commands from decisions.
const documents = filesOfRepository("md").filter(
  (file) => !file.startsWith("docs/decisions/") && !/\/golden\/|^CHANGELOG/.test(file),
);
const settings = ["Pulumi.yaml", "index.ts", "settings/problems.ts"];
const code = filesOfRepository("ts").filter((file) => /^(packages|account)\/(?!.*tests\/)/.test(file));

/** Commands of Pulumi for one stack. Excludes those that take its name as an argument, and `cancel`, which must not be used. */
const onOneStack =
  /\bpulumi (?:up|preview|refresh|destroy|import|state|config|stack(?: (?:output|export|import|change-secrets-provider|tag|history))?)(?![\w-]| (?:init|ls|select|rm|rename)\b)[^`\n]*/g;

/** Commands without --stack, which use the stack that the shell has selected. */
function unnamed(text: string): readonly string[] {
  // A shell line that ends with a backslash continues on the next line.
  const joined = text.replaceAll(/\\\n\s*/g, " ");
  return [...joined.matchAll(onOneStack)]
    .map(([command]) => command)
    .filter((command) => !/(?:^| )(?:-s|--stack)[ =]/.test(command));
}

test("each command of Pulumi in the documents and settings selects its stack", () => {
  const found = [...documents, ...settings].flatMap((file) =>
    unnamed(read(file)).map((command) => `${file}: ${command}`),
  );
  expect(found).toEqual([]);
});

test("each command of Pulumi in a message selects its stack", () => {
  const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const found = code.flatMap((file) =>
    unnamed(withoutComments(read(file))).map((command) => `${file}: ${command}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ["`pulumi up`", 1],
  ["pulumi preview --refresh --diff", 1],
  ["pulumi config set --secret groundwork:alertWebhookUrl", 1],
  ["pulumi stack output galleryUrl", 1],
  ["pulumi up \\\n  -s dev", 0],
  ["`pulumi up -s STACK`", 0],
  ["pulumi stack init dev", 0],
  ["pulumi stack ls", 0],
])("%s: %d without a stack", (text, count) => {
  expect(unnamed(text)).toHaveLength(count);
});
