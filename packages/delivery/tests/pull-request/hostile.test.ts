/** Names, values and messages come from programs and clouds. None of them may appear as our own text in a comment. */
import * as fc from "fast-check";
import type { Preview } from "../../preview/preview";
import { block, code, link } from "../../pull-request/markdown";
import { previewText } from "../../pull-request/text";

const hostile = [
  "@octo-org/everyone",
  "<img src=x onerror=alert(1)>",
  "<!-- groundwork:preview run=999 -->",
  "</details></summary><h1>Approved</h1>",
  "``` \n# Approved by security\n```",
  "`@octocat`",
  "```",
  "[click](javascript:alert(1))",
  "![](https://tracker.example/pixel.png)",
  "a | b | c",
  "#1 GH-2 octo-org/platform#3",
  "safe\u202etxt.exe",
  "line one\n\n- [x] line two",
  "\u0007\u001b[31mred",
];

/** The parts of a comment that are not code, which GitHub interprets as markdown. */
function interpreted(markdown: string): string {
  return markdown
    .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "")
    .replaceAll(/(?<!`)(`+)(?!`)(?:[\s\S]*?[^`])??\1(?!`)/g, "");
}

function previewWith(text: string): Preview {
  const urn = `urn:pulumi:dev::groundwork::a:b:C::${text}`;
  const property = { path: text, kind: "update" as const, replaces: true, before: text, after: text };
  const change = {
    op: "replace" as const,
    urn,
    type: text,
    name: text,
    protected: true,
    properties: [property],
  };
  return {
    version: 1,
    stack: "dev",
    at: "2026-11-24T06:00:00.000Z",
    seconds: 1,
    result: "failed",
    same: 0,
    changes: [change, { ...change, op: "create" }, { ...change, op: "delete" }],
    drift: [change],
    releases: [text, `  ${text}`],
    policyPacks: { [text]: text },
    policies: [{ policy: text, pack: text, level: "mandatory", message: text, urn }],
    diagnostics: [
      { severity: "error", message: text, urn },
      { severity: "warning", message: text },
    ],
  };
}

const harmless = interpreted(previewText({ stacks: [{ preview: previewWith("name") }], fits: () => true }));

test.each(hostile)("%j stays text everywhere in a comment", (text) => {
  const comment = previewText({ stacks: [{ preview: previewWith(text) }], fits: () => true });
  expect(interpreted(comment)).toBe(harmless);
});

test("no text can leave a code span or block", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("`", "\n", " ", "a", "@", "<") }),
  );
  void fc.assert(
    fc.property(anything, (text) => {
      expect(interpreted(`x ${code(text)} y`)).toBe("x  y");
      expect(interpreted(`${block(text)}\n`).trim()).toBe("");
    }),
  );
});

test("characters that reorder or hide text are made visible", () => {
  expect(code("safe\u202etxt.exe")).toBe("`safe\\u{202e}txt.exe`");
  expect(code("zero\u200bwidth")).toBe("`zero\\u{200b}width`");
});

test("only web addresses become links", () => {
  expect(link("the run", "https://github.com/o/r/actions/runs/1")).toBe(
    "[the run](https://github.com/o/r/actions/runs/1)",
  );
  for (const url of ["javascript:alert(1)", "https://x.example/) [y](https://z.example", undefined])
    expect(link("the run", url)).toBe("the run");
});
