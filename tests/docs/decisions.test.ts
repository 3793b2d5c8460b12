import { readdirSync } from "node:fs";
import { join } from "node:path";
import { read, root } from "./files";

const folder = "docs/decisions";
const decisions = readdirSync(join(root, folder))
  .filter((file) => file !== "README.md")
  .sort();

test("decisions are numbered from 1 without gaps", () => {
  expect(decisions.map((file) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]))).toEqual(
    decisions.map((_, index) => index + 1),
  );
});

test.each(decisions)("%s has a numbered title and the three sections", (file) => {
  const lines = read(join(folder, file)).split("\n");
  expect(lines[0]).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. \\S`));
  const sections = lines.filter((line) => line.startsWith("## "));
  expect(sections).toEqual(["## Context", "## Choice", "## Consequences"]);
});

test("the index lists every decision with its title, in order", () => {
  const rows = decisions.map((file) => {
    const title = read(join(folder, file))
      .split("\n")[0]
      ?.replace(/^# \d+\. /, "");
    return `| ${Number(file.slice(0, 4))} | [${title}](${file}) |`;
  });
  const listed = read(join(folder, "README.md"))
    .split("\n")
    .filter((line) => /^\| \d/.test(line));
  expect(listed).toEqual(rows);
});
