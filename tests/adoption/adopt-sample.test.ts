/** A sample of adopt-cases.test.ts for each commit: the longest name in another region, with few test files and one rehearsal. */
import { longestName } from "./cases";
import { testCases } from "./run-case";

testCases(
  [longestName],
  ["tests/settings/index.test.ts", "tests/settings/stack-files.test.ts"],
  ([first = ""]) => [first],
);
