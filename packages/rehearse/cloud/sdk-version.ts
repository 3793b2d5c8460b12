import { readFileSync } from "node:fs";
import { Explained } from "../errors/explained";

/** The version of an installed SDK, which the simulated provider reports as its own: the engine warns when a provider is older than the program's SDK. */
export function sdkVersion(name: string, sdk: string): string {
  let file: string;
  try {
    file = require.resolve(`${sdk}/package.json`, { paths: [process.cwd(), __dirname] });
  } catch {
    throw new Explained(
      `The types of the Pulumi package ${name} are known, but its SDK ${sdk} is not installed. Run \`npm install ${sdk}\`, ` +
        `or name another npm package in "sdks" beside the types.`,
    );
  }
  return JSON.parse(readFileSync(file, "utf8")).version;
}
