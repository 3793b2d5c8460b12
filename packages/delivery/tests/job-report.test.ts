import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addToSummary, errorAnnotation } from "../job-report";
import { summaryOf } from "../outcome";

test("an annotation of several lines reaches GitHub as one annotation, and cannot inject another command", () => {
  expect(errorAnnotation("prod: 50% up, failed", "first\n::set-output name=x::y")).toBe(
    "::error title=prod%3A 50%25 up%2C failed::first%0A::set-output name=x::y",
  );
});

test("text of the engine cannot close the summary's code fence", () => {
  const summary = summaryOf({ title: "t", text: "a\n```\n# not a heading\n````\n", passed: false });
  expect(summary.split("\n").filter((line) => /^`{5}$/.test(line))).toHaveLength(2);
});

test("outside GitHub Actions no summary is written; inside, summaries are appended", () => {
  addToSummary("nowhere", {});
  const folder = mkdtempSync(join(tmpdir(), "summary-"));
  const env = { GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
  addToSummary("one", env);
  addToSummary("two", env);
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8")).toBe("one\ntwo\n");
  rmSync(folder, { recursive: true });
});
