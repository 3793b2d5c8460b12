/**
 * The checked-in offers are those of the release of cfn-lint that the schemas name. After a change of the release, `RECORD=true`
 * writes them: `RECORD=true npx jest tests/ci/aws-offers --selectProjects workflows`.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { offersFile } from "@groundwork/rehearse/cloud/aws/offers/data";
import { extractOffers } from "@groundwork/rehearse/cloud/aws/offers/extract";
import { requirement } from "@groundwork/rehearse/cloud/aws/schemas/data";
import { findCfnLint } from "@groundwork/testbed/cfn-lint/install";

test("the checked-in offers are an extract of the release of cfn-lint that the schemas name", () => {
  const extract = extractOffers(findCfnLint(requirement));
  if (process.env.RECORD === "true") writeFileSync(offersFile, extract);
  const checkedIn = new Set(readFileSync(offersFile, "utf8").split("\n"));
  expect(extract.split("\n").filter((line) => !checkedIn.has(line))).toEqual([]);
  expect(checkedIn.size).toBe(new Set(extract.split("\n")).size);
}, 600_000);

test("the file is small enough for a clone", () => {
  expect(statSync(offersFile).size / 1024).toBeLessThan(130);
});
