import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { runOrThrow } from "./engine/child";

const debians = "/usr/bin/chromium";

/** A headless Chromium: Debian's if it is installed, else the one from an npm package. */
export async function openBrowser(): Promise<Browser> {
  if (existsSync(debians)) return chromium.launch({ executablePath: debians, args: ["--no-sandbox"] });
  // The package is an ES module, which jest does not load; a separate process returns the path that it unpacks to.
  const ask = `import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath())`;
  const executablePath = runOrThrow(process.execPath, ["--input-type=module", "-e", ask]);
  // The arguments that the package suggests are not used: they disable the isolation of sites and sessions.
  return chromium.launch({ executablePath: executablePath.trim(), args: ["--no-sandbox", "--no-zygote"] });
}
