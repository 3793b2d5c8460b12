import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cases } from "../adoption/cases";
import { repository } from "../project/test-project";

test("the nightly workflow runs every case of adoption", () => {
  const workflow = parse(readFileSync(join(repository, ".github/workflows/adoption.yml"), "utf8"));
  const chosen: readonly string[] = workflow.jobs.cases.strategy.matrix.case;
  expect(chosen.map((name) => cases.filter((each) => new RegExp(name).test(each.name)).length)).toEqual(
    cases.map(() => 1),
  );
});
