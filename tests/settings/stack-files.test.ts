/** The files of the example stacks. README tells newcomers to change the lines marked EDIT. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** Values that exist in the documentation only: https://docs.aws.amazon.com, RFC 2606, RFC 5737. */
const placeholder =
  /111122223333|your-organization|example\.com|203\.0\.113\.|aaaaaaaa-1111|Z0123456789ABCDEFGHIJ/;

/** Keys with a placeholder in their value that are not marked: by a comment above that begins with EDIT, or beside. */
function unmarked(text: string): string[] {
  const found = new Set<string>();
  let [comment, key, marked] = ["", "", false];
  for (const line of text.split("\n")) {
    if (/^ *#/.test(line)) {
      comment += line;
      continue;
    }
    const name = /^ {2}(\S+):( |$)/.exec(line)?.[1];
    if (name !== undefined) [key, marked] = [name, /^ *# EDIT: /.test(comment) || line.endsWith(" # EDIT")];
    if (placeholder.test(line) && !marked) found.add(key);
    comment = "";
  }
  return [...found];
}

test.each(["dev", "prod"])("every placeholder in Pulumi.%s.yaml is marked", (stack) => {
  const text = readFileSync(join(projectFolder, `Pulumi.${stack}.yaml`), "utf8");
  expect(text).toMatch(placeholder);
  expect(unmarked(text)).toEqual([]);
});

test("an unmarked list is found, even directly below a marked one", () => {
  const text =
    "config:\n  # EDIT: administrators\n  a:admins:\n    - 111122223333\n  a:viewers:\n    - 111122223333\n";
  expect(unmarked(text)).toEqual(["a:viewers"]);
});
