import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const debians = "/usr/bin/chromium";

/** A headless Chromium: Debian's where it is installed, else the one that an npm package carries. */
export async function openBrowser(): Promise<Browser> {
  if (existsSync(debians)) return chromium.launch({ executablePath: debians, args: ["--no-sandbox"] });
  // The package is an ES module, which jest does not load; a process of its own asks it where it unpacks to.
  const ask = `import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath())`;
  const executablePath = execFileSync(process.execPath, ["--input-type=module", "-e", ask], {
    encoding: "utf8",
  });
  // Not the arguments that the package proposes: they switch off what keeps sites and sessions apart.
  return chromium.launch({ executablePath: executablePath.trim(), args: ["--no-sandbox", "--no-zygote"] });
}
