import { PartsUnavailable } from "@groundwork/testbed/control-plane";
import { ensurePrograms } from "@groundwork/testbed/control-plane/build";
import { ensureHelm } from "@groundwork/testbed/helm";

/** Builds the control plane and Helm once for all test files. Without it the tests are skipped, which is a failure in CI. */
export default async function setup(): Promise<void> {
  try {
    await ensurePrograms((line) => process.stderr.write(`${line}\n`));
    await ensureHelm((line) => process.stderr.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof PartsUnavailable) || process.env.CI === "true") throw error;
    process.stderr.write(
      `\n${error.message}\nThe cluster tests are skipped. With CI=true this is a failure.\n\n`,
    );
    process.env.GROUNDWORK_NO_CONTROL_PLANE = "true";
  }
}
