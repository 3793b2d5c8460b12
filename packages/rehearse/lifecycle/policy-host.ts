import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the program with which an engine without a language host starts a policy pack in Node. The official CLI has a
 * language host and does not use the program. An engine built from source has none.
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/plugin/analyzer_plugin.go
 */
export function writePolicyHost(folder: string): void {
  const file = join(folder, "pulumi-analyzer-policy-nodejs");
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${runner}" "$@"\n`);
  chmodSync(file, 0o755);
}
