import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../project/test-project";

const paths = readFileSync(join(repository, ".github", "CODEOWNERS"), "utf8")
  .split("\n")
  .flatMap((line) => /^(\/\S+)/.exec(line)?.[1] ?? []);

test("Every path that has owners exists", () => {
  expect(paths).toContain("/policy/");
  expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});
