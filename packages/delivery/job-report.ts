/** Writes a job's summary and error annotations on GitHub. */
import { appendFileSync } from "node:fs";

/**
 * Adds Markdown to the job's summary. Does nothing outside GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function addToSummary(markdown: string, env: NodeJS.ProcessEnv = process.env): void {
  const { GITHUB_STEP_SUMMARY } = env;
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `${markdown}\n`);
}

/**
 * The workflow command that shows an error on the page of the run. Escapes line breaks and percent signs.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function errorAnnotation(title: string, message: string): string {
  const escaped = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = escaped(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::error title=${property}::${escaped(message)}`;
}
