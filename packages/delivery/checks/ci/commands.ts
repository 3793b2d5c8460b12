/** Reads the commands of CI from ci.yml, so that `.ci/run` runs the same commands. */
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
  /** The line in ci.yml. */
  readonly line: string;
  /** The npm script, such as "test:state", or the words after `groundwork`, such as "scan secrets". */
  readonly name: string;
  /** Whether the command runs jest. Then each of its tests is counted. */
  readonly jest: boolean;
}

/** The sources of the commands of CI. */
export interface Source {
  /** The text of ci.yml. */
  readonly workflow?: string;
  /** The scripts of package.json, by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Whether `groundwork` has a command of this name. */
  readonly isCommand: (name: string) => boolean;
}

/**
 * Returns each `run:` of ci.yml that is an npm script or starts `npx --no groundwork`, in the order of the file.
 *
 * @throws Error if a script or a command does not exist
 */
export function ciCommands({
  workflow = readWorkflow(),
  scripts = readScripts(),
  isCommand,
}: Source): Command[] {
  const steps = Object.values(workflowSchema.parse(parse(workflow)).jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ run = "" }) => {
    const line = run.trim();
    const script = scriptOf(line);
    if (script !== undefined) {
      const body = scripts[script];
      if (body === undefined)
        throw new Error(`ci.yml runs \`${line}\`, and package.json has no script "${script}"`);
      return [{ line, name: script, jest: /^jest\b/.test(body) }];
    }
    const words = wordsOf(line);
    if (words === undefined) return [];
    // The longest name first: "scan secrets" before "scan".
    const name = [words.slice(0, 2).join(" "), words[0] ?? ""].find(isCommand);
    if (name === undefined) throw new Error(`ci.yml runs \`${line}\`, and groundwork has no such command`);
    return [{ line, name, jest: false }];
  });
}

/** The name of the npm script that a shell line runs; undefined if the line runs no npm script. */
export function scriptOf(line: string): string | undefined {
  const [, npm, script] = /^\s*npm (?:(test)\b|run (?:--silent )?([\w:-]+))/.exec(line) ?? [];
  return npm ?? script;
}

/** The words after `npx --no groundwork` on a shell line; undefined for any other line. */
function wordsOf(line: string): readonly string[] | undefined {
  return /^npx --no groundwork\b(.*)/.exec(line)?.[1]?.trim().split(/\s+/);
}

function readWorkflow(): string {
  return readFileSync(join(projectFolder, ".github", "workflows", "ci.yml"), "utf8");
}

/** The scripts of package.json, by name. */
export function readScripts(): Readonly<Record<string, string>> {
  const file = readFileSync(join(projectFolder, "package.json"), "utf8");
  return z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(file)).scripts;
}
