/** `groundwork drill STACK [--since TIME]`, `groundwork drill --issue FILE [--run URL] [--dry-run]` */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import { drillText, reportDrill } from "@groundwork/delivery/drill/issue";
import { drill, readDrill } from "@groundwork/delivery/drill/times";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { runUrl } from "@groundwork/delivery/github/environment";
import { writeSummary } from "@groundwork/delivery/github/summary";
import { webAddress } from "@groundwork/delivery/pull-request/options";
import { openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { pointInTime } from "../options";

const description = `Reads how long the phases of the last restore of a stack took, from the stack's history, and writes them to
out/STACK/drill.json. With --issue, adds the times in such a file to the issue about drills, as a comment, and exits with status 1 if
the restore was not taken back completely; it needs GITHUB_TOKEN (issues: write) and GITHUB_REPOSITORY.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", "the stack that was restored")
    .addOption(
      new Option(
        "--since <time>",
        "leave out updates before this time, in UTC (default: 24 hours ago)",
      ).argParser(pointInTime),
    )
    .addOption(new Option("--issue <file>", "a drill.json").conflicts("since"))
    .option("--run <url>", "the run of the drill (default: the run of this job)")
    .option("--dry-run", "print the comment; send nothing to GitHub")
    .action(async (given, { since, issue, run, dryRun }) => {
      if (issue === undefined) return measure(stackArgument(given), since);
      const found = drill.parse(JSON.parse(readFileSync(issue, "utf8")));
      const text = drillText(found, webAddress("run", run) ?? runUrl(process.env));
      writeSummary(process.env, () => text);
      console.log(
        dryRun ? text : await reportDrill(githubFromEnvironment({ env: process.env }), found, text),
      );
      requireComplete(found.complete, found.stack);
    });
}

const DAY = 24 * 60 * 60 * 1000;

async function measure(name: string, since: string | undefined): Promise<void> {
  const stack = await openStack(name);
  const from = since === undefined ? new Date(Date.now() - DAY) : new Date(since);
  const found = readDrill(name, await stack.history(undefined, undefined, false), from);
  const file = join("out", name, "drill.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`);
  console.log(`${drillText(found)}\n\nWritten to ${file}`);
}

/** @throws Explained if the drill is not complete, so that the job fails */
function requireComplete(complete: boolean, stack: string): void {
  if (complete) return;
  throw new Explained(
    `The drill of ${stack} is not complete. Read the run, then run \`npx --no groundwork restore ${stack} --back\`.`,
  );
}
