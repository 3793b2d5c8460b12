/** The table in docs/adopting.md: how many files and lines change. Each change is made in a clone and counted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "../adoption/cases";
import { addOrders } from "../applications/orders-example";
import { repository } from "../project/test-project";
import { Clone } from "./clone";

jest.setTimeout(300_000);

const page = readFileSync(join(repository, "docs", "adopting.md"), "utf8");
/** Files and lines by the first cell of the table's rows. */
const rows = new Map(
  [...page.matchAll(/^\| ([^|`]+?)(?: \([^|]*\))? \| (?:[^|]+ \| )?(\d+) \| (\d+) \|$/gm)].map(
    ([, change = "", files, lines]) => [change, { files: Number(files), lines: Number(lines) }],
  ),
);

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.remove());

const byAdopt = cases.filter(({ addApplication }) => addApplication === undefined);
const byHand = cases.filter((each) => !byAdopt.includes(each));

test("the table has a row for each case of adoption", () => {
  expect([...rows.keys()]).toEqual(cases.map(({ name }) => name));
});

test.each(byAdopt)("adopt, $name", ({ name, options }) => {
  const { stdout, stderr } = clone.adopt("--yes", ...options);
  expect(stderr).toBe("");
  const [, files, lines] = /\n(\d+) files, (\d+) lines removed or added\.\n/.exec(stdout) ?? [];
  const row = rows.get(name);
  expect(Number(files)).toBe(row?.files);
  // adoption.yaml has a line for each setting of the platform, and new ones are added.
  const difference = Math.abs(Number(lines) - (row?.lines ?? 0)) / Number(lines);
  expect([difference < 0.15, `${lines} lines`]).toEqual([true, `${lines} lines`]);
});

test.each(byHand)("by hand, $name", ({ name, environments }) => {
  const { added, changed, lines } = addOrders(clone.folder, environments);
  expect({ files: added.length + changed.length, lines }).toEqual(rows.get(name));
});
