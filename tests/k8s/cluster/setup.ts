import { PartsUnavailable } from "@groundwork/testbed/control-plane";
import { ensurePrograms } from "@groundwork/testbed/control-plane/build";
import { ensureHelm } from "@groundwork/testbed/helm";
import { ensureEnvoy } from "@groundwork/testbed/load-balancer/install";

/**
 * Builds the control plane and Helm, and downloads Envoy once for all test files. Without them their tests are skipped, which
 * is a failure in CI.
 */
export default async function setup(): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  await ensurePart("GROUNDWORK_NO_CONTROL_PLANE", "cluster", async () => {
    await ensurePrograms(progress);
    await ensureHelm(progress);
  });
  await ensurePart("GROUNDWORK_NO_ENVOY", "load balancer", () => ensureEnvoy(progress));
}

async function ensurePart(missing: string, tests: string, ensure: () => Promise<unknown>): Promise<void> {
  try {
    await ensure();
  } catch (error) {
    if (!(error instanceof PartsUnavailable) || process.env.CI === "true") throw error;
    process.stderr.write(
      `\n${error.message}\nThe ${tests} tests are skipped. With CI=true this is a failure.\n\n`,
    );
    process.env[missing] = "true";
  }
}
