import { filesOfRepository, read } from "./files";

// Decisions record why; a person does not type from them.
const documents = filesOfRepository("md").filter(
  (file) => !file.startsWith("docs/decisions/") && !/\/golden\/|^CHANGELOG/.test(file),
);
const settings = ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "index.ts", "settings/problems.ts"];
const code = filesOfRepository("ts").filter((file) => /^(packages|account)\/(?!.*tests\/)/.test(file));

/** Commands of Pulumi that work on one stack (`cancel` is documented only as one not to use). Those about the stack's name itself name it as an argument. */
const onOneStack =
  /\bpulumi (?:up|preview|refresh|destroy|import|state|config|stack(?: (?:output|export|import|change-secrets-provider|tag|history))?)(?![\w-]| (?:init|ls|select|rm|rename)\b)[^`\n]*/g;

/** Commands that work on whichever stack the shell has selected. */
function unnamed(text: string): readonly string[] {
  // A line of shell that continues on the next one is one line.
  const joined = text.replaceAll(/\\\n\s*/g, " ");
  return [...joined.matchAll(onOneStack)]
    .map(([command]) => command)
    .filter((command) => !/(?:^| )(?:-s|--stack)[ =]/.test(command));
}

test("each of Pulumi's commands in the documents and settings names its stack", () => {
  const found = [...documents, ...settings].flatMap((file) =>
    unnamed(read(file)).map((command) => `${file}: ${command}`),
  );
  expect(found).toEqual([]);
});

test("each of Pulumi's commands in a message names its stack", () => {
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
