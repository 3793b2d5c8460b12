/** What a job tells the people who look at it: a summary on its page, and annotations that stand out. */
import { appendFileSync } from "node:fs";

/**
 * Adds Markdown to the job's summary; nothing outside GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function addToSummary(markdown: string, env: NodeJS.ProcessEnv = process.env): void {
  const { GITHUB_STEP_SUMMARY } = env;
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `${markdown}\n`);
}

/**
 * The line by which GitHub shows an error beside the run; line breaks and percent signs are written as it wants them.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function errorAnnotation(title: string, message: string): string {
  const escaped = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = escaped(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::error title=${property}::${escaped(message)}`;
}
