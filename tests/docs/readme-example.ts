/** Runs the example of a README as a reader would: in a separate file, with tsx. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a README promises: the program, and the lines it prints. */
export interface ReadmeExample {
  readonly code: string;
  readonly output: string;
}

const run = promisify(execFile);

/**
 * Reads the example of a README: its only ```ts block, and the ```text block that follows it.
 *
 * @throws Error when the README has no such blocks, or more than one example
 */
export function readExample(readme: string): ReadmeExample {
  const text = readFileSync(readme, "utf8");
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  const [, code, output] = /^```ts\n([\s\S]*?)^```$[\s\S]*?^```text\n([\s\S]*?)^```$/m.exec(text) ?? [];
  if (examples.length !== 1 || code === undefined || output === undefined) {
    throw new Error(
      `${readme} has ${examples.length} examples; it must have one \`\`\`ts block, followed by a \`\`\`text block with its output.`,
    );
  }
  return { code, output };
}

/**
 * Runs a program and returns what it prints to stdout.
 *
 * @param project a folder in which the program can import the packages by their names
 * @throws Error with stderr when the program fails or runs longer than 100 seconds
 */
export async function runExample(
  { code }: ReadmeExample,
  project: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  mkdirSync(join(project, "out"), { recursive: true });
  const folder = mkdtempSync(join(project, "out", "readme-"));
  try {
    const file = join(folder, "example.mts");
    writeFileSync(file, code);
    const tsx = join(project, "node_modules", ".bin", "tsx");
    const { stdout } = await run(tsx, [file], {
      cwd: project,
      env: { ...process.env, ...env },
      timeout: 100_000,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
