/** Which commands CI runs: read from ci.yml, so that `.ci/run` cannot run others. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { z } from "zod";

const workflowSchema = z.object({
  jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
});

/** One command of CI. */
export interface Command {
  /** As it stands in ci.yml. */
  readonly line: string;
  /** The npm script that it runs. */
  readonly script: string;
  /** Whether jest runs, so that each of its tests counts. */
  readonly jest: boolean;
}

/** Every `run:` of ci.yml that is an npm script, in the order of the file. */
export function ciCommands(workflow = readWorkflow(), scripts = readScripts()): Command[] {
  const steps = Object.values(workflowSchema.parse(parse(workflow)).jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ run }) => {
    const script = scriptOf(run ?? "");
    if (run === undefined || script === undefined) return [];
    const body = scripts[script];
    if (body === undefined)
      throw new Error(`ci.yml runs \`${run}\`, and package.json has no script "${script}"`);
    return [{ line: run.trim(), script, jest: /^jest\b/.test(body) }];
  });
}

/** The name of the npm script that a shell line runs; undefined when it is none. */
export function scriptOf(line: string): string | undefined {
  const [, npm, script] = /^\s*npm (?:(test)\b|run (?:--silent )?([\w:-]+))/.exec(line) ?? [];
  return npm ?? script;
}

function readWorkflow(): string {
  return readFileSync(join(projectFolder, ".github", "workflows", "ci.yml"), "utf8");
}

/** The scripts of package.json, by name. */
export function readScripts(): Readonly<Record<string, string>> {
  const file = readFileSync(join(projectFolder, "package.json"), "utf8");
  return z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(file)).scripts;
}
