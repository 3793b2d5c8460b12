import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { filesOfRepository, read, root } from "./files";

/** Outputs of code, which contain text that others wrote. */
const generated = (file: string) => file.includes("/golden/") || file === "CHANGELOG.md";
const documents = filesOfRepository("md").filter((file) => !generated(file));

/** A document without its code blocks and code spans, in which brackets are not links. */
function prose(file: string): string {
  return read(file)
    .replaceAll(/^```[\s\S]*?^```$/gm, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""));
}

/** Relative targets of the document's links and images. */
function linksIn(file: string): readonly string[] {
  const targets = [...prose(file).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(
    ([, target = ""]) => target,
  );
  return targets.filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** Anchors that GitHub generates for the headings of a document. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = [
    ...read(file)
      .replaceAll(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/^#{1,6} +(.+)$/gm),
  ];
  const anchors = new Set<string>();
  for (const [, heading = ""] of headings) {
    const base = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link; undefined for a link that works. */
function problemWith(file: string, link: string): string | undefined {
  const [path = "", anchor] = decodeURI(link).split("#");
  const target = path === "" ? file : normalize(join(dirname(file), path));
  if (target.startsWith("..") || !existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || statSync(join(root, target)).isDirectory() || !target.endsWith(".md"))
    return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `${link}: ${target} has no heading for #${anchor}`;
}

test("there are documents with links to check", () => {
  expect(documents.length).toBeGreaterThan(60);
  expect(documents.flatMap(linksIn).length).toBeGreaterThan(100);
});

test.each(documents)("every relative link in %s leads to an existing file and heading", (file) => {
  expect(linksIn(file).flatMap((link) => problemWith(file, link) ?? [])).toEqual([]);
});

test.each([
  ["missing.md", "there is no docs/missing.md"],
  ["state.md#no-such-heading", "docs/state.md has no heading for #no-such-heading"],
  ["../../outside.md", "there is no ../outside.md"],
])("the broken link %s is reported", (link, problem) => {
  expect(problemWith("docs/delivery.md", link)).toBe(`${link}: ${problem}`);
});

test("links to a heading, a folder and a file are accepted", () => {
  for (const link of [
    "state.md#clear-a-stale-lock",
    "runbooks/",
    "../README.md",
    "#which-version-a-stack-runs",
  ])
    expect(problemWith("docs/delivery.md", link)).toBeUndefined();
});
