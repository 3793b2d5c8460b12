/** The issue with the times of all drills: one for each stack, with one comment for each drill. */
import type { GitHub } from "../github/client";
import { link } from "../pull-request/markdown";
import { formatSeconds } from "../restore/durations";
import type { Drill } from "./times";

/** Marks the body of the issue of a stack. */
const markerOf = (stack: string) => `<!-- groundwork:drill ${stack} -->`;
const label = "drill";

/** The text of a drill. */
export function drillText(
  { stack, began, updates, untilSwitch, withoutWrites, complete }: Drill,
  run?: string,
): string {
  const by = run === undefined ? "" : `\n\n<sub>By ${link("this run", run)}.</sub>`;
  if (began === undefined) return `### ❌ The drill of ${stack} did not begin${by}`;
  const rows = updates.map(
    ({ phase, seconds, succeeded }) =>
      `| ${phase === "none" ? "restored instances deleted" : phase} | ${formatSeconds(seconds)}${succeeded ? "" : ", failed"} |`,
  );
  const sums = [
    ...(untilSwitch === undefined ? [] : [`- Until the switch: **${formatSeconds(untilSwitch)}**`]),
    ...(withoutWrites === undefined ? [] : [`- Without writes: **${formatSeconds(withoutWrites)}**`]),
  ];
  return [
    `### ${complete ? "✅" : "❌"} ${began.slice(0, 10)}: the drill of ${stack} ${complete ? "succeeded" : "is not complete"}`,
    ["| phase | duration |", "| --- | --- |", ...rows].join("\n"),
    ...(sums.length === 0 ? [] : [sums.join("\n")]),
    ...(complete
      ? []
      : [`**What to do:** read the run, then run \`npx --no groundwork restore ${stack} --back\`.`]),
  ]
    .join("\n\n")
    .concat(by);
}

/** Adds a drill to the issue of its stack, which it creates if there is none that is open. Returns the URL of the comment. */
export async function reportDrill(
  { octokit, repository, login }: GitHub,
  drill: Drill,
  text: string,
): Promise<string> {
  const { stack } = drill;
  const { issues } = octokit.rest;
  const open = await octokit.paginate(issues.listForRepo, {
    ...repository,
    creator: await login(),
    labels: label,
    state: "open",
    per_page: 100,
  });
  const found = open.find(({ body }) => body?.startsWith(markerOf(stack)));
  const { number: issue_number } =
    found ??
    (
      await issues.create({
        ...repository,
        title: `Restore drills of ${stack}`,
        body: `${markerOf(stack)}\nEach month, the workflow Drill restores the database of ${stack}, switches to it, and goes back. docs/restores.md describes it.`,
        labels: [label],
      })
    ).data;
  const { data } = await issues.createComment({ ...repository, issue_number, body: text });
  return data.html_url;
}
