import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** An official CLI has its language host; this one replaces it and does the same. */
export function installLanguageHost(folder: string): void {
  const loader = join(projectFolder, "node_modules", "tsx", "dist", "loader.mjs");
  const path = join(folder, "pulumi-language-nodejs");
  const host = join(__dirname, "host.ts");
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" --import "file://${loader}" "${host}" "$@"\n`);
  chmodSync(path, 0o755);
}
