import { join } from "node:path";
import { readExample, runExample } from "@groundwork/testbed/documents/readme-example";

const folder = join(__dirname, "..");

test("the README's example prints what the README shows", async () => {
  const example = readExample(join(folder, "README.md"));
  expect(await runExample(example, join(folder, "..", ".."))).toBe(example.output);
}, 90_000);
