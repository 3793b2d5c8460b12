/**
 * The checked-in resource schemas are those of the release that they name. After a change of the release, `RECORD=true`
 * writes them: `RECORD=true npx jest tests/ci/aws-schemas --selectProjects workflows`.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { requirement, schemaFile } from "@groundwork/rehearse/cloud/aws/schemas/data";
import { extractSchemas } from "@groundwork/rehearse/cloud/aws/schemas/extract";
import { findCfnLint } from "@groundwork/testbed/cfn-lint/install";

const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;

test("the checked-in schemas are an extract of the release of cfn-lint that they name", () => {
  const extract = extractSchemas(join(findCfnLint(requirement), "data/schemas"));
  if (process.env.RECORD === "true") writeFileSync(schemaFile, compressed(extract));
  const checkedIn = brotliDecompressSync(readFileSync(schemaFile)).toString("utf8");
  // Line by line: a difference of megabytes is unreadable.
  const lines = checkedIn.split("\n");
  const differing = extract.split("\n").filter((line, at) => lines[at] !== line);
  expect(differing.map((line) => line.slice(0, 60))).toEqual([]);
  expect(checkedIn.length).toBe(extract.length);
}, 600_000);

test("the file is small enough for a clone", () => {
  expect(statSync(schemaFile).size / 1024).toBeLessThan(700);
});

function compressed(text: string): Buffer {
  const params = {
    [BROTLI_PARAM_QUALITY]: 11,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  return brotliCompressSync(text, { params });
}
