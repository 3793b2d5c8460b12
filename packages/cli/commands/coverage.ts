/** `groundwork coverage` */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";

const description = `Shows how much of each folder the last \`npm test -- --coverage\` executed. On GitHub it also writes the table into the job's
summary.`;

const counted = z.object({ total: z.number(), covered: z.number() });
const summarySchema = z.record(z.string(), z.object({ lines: counted, branches: counted }));

export function createCommand() {
  return new Command().description(description).action(() => {
    const file = join(projectFolder, "coverage", "coverage-summary.json");
    if (!existsSync(file)) throw new Explained(`There is no ${file}: run \`npm test -- --coverage\` first.`);
    const table = tableOf(summarySchema.parse(JSON.parse(readFileSync(file, "utf8"))));
    console.log(table);
    const { GITHUB_STEP_SUMMARY } = process.env;
    if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `### Coverage\n\n${table}\n`);
  });
}

/** One row per folder, largest first, as Markdown. */
function tableOf(summary: z.output<typeof summarySchema>): string {
  const folders = new Map<string, { total: number; covered: number; branches: number; taken: number }>();
  for (const [file, { lines, branches }] of Object.entries(summary)) {
    const path = file === "total" ? "all" : relative(projectFolder, file);
    const [first = "", second = ""] = path.split("/");
    const folder = first === "packages" ? `${first}/${second}` : first;
    const row = folders.get(folder) ?? { total: 0, covered: 0, branches: 0, taken: 0 };
    row.total += lines.total;
    row.covered += lines.covered;
    row.branches += branches.total;
    row.taken += branches.covered;
    folders.set(folder, row);
  }
  const rows = [...folders].sort(([, one], [, other]) => other.total - one.total);
  return [
    "| | lines | covered | branches |",
    "| --- | --: | --: | --: |",
    ...rows.map(
      ([folder, row]) =>
        `| ${folder} | ${row.total} | ${percent(row.covered, row.total)} | ${percent(row.taken, row.branches)} |`,
    ),
  ].join("\n");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}
