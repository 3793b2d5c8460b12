import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/**
 * The same engine, but it ignores SIGHUP, which a closed terminal sends to every process in it. The engine would end at once
 * and leave its plugins running (a policy pack, for one). This process gets the signal as well, and asks the engine to stop, as
 * it does after Ctrl-C.
 *
 * @param folder where the program that starts the engine is written
 */
export function ignoringHangup(engine: PulumiCommand, folder: string): PulumiCommand {
  const file = join(folder, "engine");
  writeFileSync(file, `#!/bin/sh\ntrap '' HUP\nexec "${engine.command}" "$@"\n`, { mode: 0o755 });
  return Object.create(engine, { command: { value: file } });
}
