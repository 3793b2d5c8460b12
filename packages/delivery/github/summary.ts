import { appendFileSync } from "node:fs";

/** GitHub limits a step's summary to 1 MiB. A larger summary is not shown. */
const summaryLimit = 1024 * 1024 - 1024;

/**
 * Adds a text to the job's summary if GITHUB_STEP_SUMMARY is set. `textFor` receives a function that checks whether a
 * text fits.
 */
export function writeSummary(
  env: NodeJS.ProcessEnv,
  textFor: (fits: (text: string) => boolean) => string,
): void {
  const file = env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  appendFileSync(file, `${textFor((text) => Buffer.byteLength(text) <= summaryLimit)}\n`);
}
