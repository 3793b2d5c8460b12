// What jest found, in the summary of a job on GitHub. Plain JavaScript, because jest loads reporters without transforming.
const { appendFileSync } = require("node:fs");

/** How many failures are shown whole; a summary holds 1 MiB. */
const SHOWN = 20;

/** @param {import("@jest/reporters").AggregatedResult} results */
function summaryOf({ numPassedTests, numFailedTests, numPendingTests, startTime, testResults }) {
  const seconds = Math.round((Date.now() - startTime) / 1000);
  const failures = testResults.flatMap(({ testFilePath, testExecError, testResults: tests }) => [
    ...(testExecError ? [{ where: testFilePath, why: testExecError.message }] : []),
    ...tests
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({ where: fullName, why: failureMessages.join("\n") })),
  ]);
  return [
    `### ${numFailedTests === 0 && failures.length === 0 ? "Passed" : "Failed"}`,
    "",
    `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped, in ${seconds} s.`,
    "",
    ...failures
      .slice(0, SHOWN)
      .flatMap(({ where, why }) => [
        `<details><summary>${escaped(where)}</summary>`,
        "",
        `<pre>${escaped(withoutColours(why)).slice(0, 5_000)}</pre>`,
        "</details>",
        "",
      ]),
    ...(failures.length > SHOWN ? [`… and ${failures.length - SHOWN} more.`, ""] : []),
  ].join("\n");
}

function escaped(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function withoutColours(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
  return text.replace(/\u001b\[[\d;]*m/g, "");
}

module.exports = class SummaryReporter {
  onRunComplete(_, results) {
    const { GITHUB_STEP_SUMMARY } = process.env;
    if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `${summaryOf(results)}\n`);
  }
};
module.exports.summaryOf = summaryOf;
