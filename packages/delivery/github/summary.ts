import { appendFileSync } from "node:fs";

/** GitHub's limit for a step's summary is 1 MiB; a step that exceeds it shows none at all. */
const summaryLimit = 1024 * 1024 - 1024;

/**
 * Adds a text to the job's summary, when this is a job (GITHUB_STEP_SUMMARY is set). The text is asked for with a
 * function that says what fits.
 */
export function writeSummary(
  env: NodeJS.ProcessEnv,
  textFor: (fits: (text: string) => boolean) => string,
): void {
  const file = env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  appendFileSync(file, `${textFor((text) => Buffer.byteLength(text) <= summaryLimit)}\n`);
}
