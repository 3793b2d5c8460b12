import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/**
 * An engine that ignores SIGHUP, which a closed terminal sends to all its processes. Otherwise the engine would end
 * immediately and leave its plugins running, such as a policy pack. This process receives the signal as well, and stops the
 * engine as after Ctrl-C.
 *
 * @param folder the folder for the script that starts the engine
 */
export function ignoringHangup(engine: PulumiCommand, folder: string): PulumiCommand {
  const file = join(folder, "engine");
  writeFileSync(file, `#!/bin/sh\ntrap '' HUP\nexec "${engine.command}" "$@"\n`, { mode: 0o755 });
  return Object.create(engine, { command: { value: file } });
}
