import { ensurePrometheus, findAlertmanager, PartsUnavailable } from "@groundwork/testbed/prometheus";

/**
 * Builds Prometheus once for all test files. If that fails, tests are skipped with the reason, which is a failure in
 * CI.
 */
export default async function setup(): Promise<void> {
  const missing: string[] = [];
  try {
    await ensurePrometheus((line) => process.stderr.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof PartsUnavailable)) throw error;
    process.env.GROUNDWORK_NO_PROMETHEUS = "true";
    missing.push(error.message);
  }
  if (findAlertmanager() === undefined) {
    process.env.GROUNDWORK_NO_ALERTMANAGER = "true";
    missing.push("Alertmanager is not on PATH (Debian: apt-get install prometheus-alertmanager)");
  }
  if (missing.length === 0) return;
  if (process.env.CI === "true") throw new Error(missing.join("\n"));
  process.stderr.write(
    `\n${missing.join("\n")}\nTests that need it are skipped. With CI=true this is a failure.\n\n`,
  );
}
