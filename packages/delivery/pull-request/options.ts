import { existsSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Parses `STACK=FILE` of `--preview` and `--cost`. Throws an Explained for other text, or if a stack is given twice. */
export function stackFiles(
  option: string,
  given: readonly string[] | undefined,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const each of given ?? []) {
    const [, stack, file] = /^([A-Za-z0-9][\w.-]*)=(.+)$/.exec(each) ?? [];
    if (stack === undefined || file === undefined) {
      throw new Explained(
        `--${option} ${each}: write --${option} STACK=FILE, such as dev=out/dev/${option}.json`,
      );
    }
    if (files.has(stack)) throw new Explained(`--${option} was given twice for ${stack}.`);
    files.set(stack, file);
  }
  return files;
}

/**
 * The previews of every environment in a folder with the artifacts of a run: `preview-STACK/preview.json`. A preview that failed has
 * no file.
 *
 * @param stacks the environments
 */
export function previewsIn(folder: string, stacks: readonly string[]): ReadonlyMap<string, string> {
  return new Map(stacks.map((stack) => [stack, join(folder, `preview-${stack}`, "preview.json")]));
}

/** The costs in the same folder, of the environments that have one: `preview-cost/STACK/cost.json`. */
export function costsIn(folder: string, stacks: readonly string[]): ReadonlyMap<string, string> {
  const files = stacks.map((stack) => [stack, join(folder, "preview-cost", stack, "cost.json")] as const);
  return new Map(files.filter(([, file]) => existsSync(file)));
}

/** Validates an option that is a web address. Throws an Explained for other text. */
export function webAddress(option: string, given: string | undefined): string | undefined {
  if (given === undefined || (/^https?:\/\//.test(given) && URL.canParse(given))) return given;
  throw new Explained(`--${option} is ${given}; it must be a web address (https://…)`);
}
