/** The environments of an adopter: on the command line as NAME=CLASS[:APPROVAL], and in environments.yaml. */
import { isDeepStrictEqual } from "node:util";
import { type Environment, environmentsFile } from "@groundwork/rehearse/project/environments";
import { parse } from "yaml";

const FORM = /^(?<stack>[^=]+)=(?<guardRails>development|production)(:(?<approval>none|required))?$/;

/** What `--environment` allows. */
export const ENVIRONMENT_FORM =
  "NAME=CLASS or NAME=CLASS:APPROVAL, with the class development or production and the approval none or required, such as " +
  "dev=development or prod=production:required";

/**
 * Parses `dev=development` or `prod=production:none`. Without an approval, production requires one. Undefined: another form.
 *
 * @param known the environments of the clone, whose runners are kept
 */
export function parseEnvironment(text: string, known: readonly Environment[]): Environment | undefined {
  const { stack, guardRails, approval } = FORM.exec(text)?.groups ?? {};
  if (stack === undefined || (guardRails !== "development" && guardRails !== "production")) return undefined;
  const fallback = guardRails === "production" ? "required" : "none";
  return {
    stack,
    guardRails,
    approval: approval === "none" || approval === "required" ? approval : fallback,
    runner: known.find((each) => each.stack === stack)?.runner,
  };
}

/** The form that parseEnvironment reads. */
export function environmentText({ stack, guardRails, approval }: Environment): string {
  return `${stack}=${guardRails}:${approval}`;
}

const ADOPTED = "# These environments are yours: merges of later versions keep this file (docs/adopting.md).";

/** The text of environments.yaml with other environments. The comments above the list stay unchanged. */
export function editEnvironments(text: string, environments: readonly Environment[]): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /^environments:/.test(line));
  if (at === -1) throw new Error(`${environmentsFile} has no list of environments`);
  const length = lines.slice(at + 1).findIndex((line) => !/^\s|^-/.test(line));
  const end = length === -1 ? lines.length : at + 1 + length;
  const entries = entriesOf(lines.slice(at + 1, end));
  const list = environments.flatMap((environment) => {
    const line = lineOf(environment);
    const { lines: before = [] } = entries.find(({ value }) => value.stack === environment.stack) ?? {};
    const isSame = isDeepStrictEqual(parse(before.join("\n")), parse(line));
    return isSame ? before : [...before.filter((each) => /^\s*#/.test(each)), line];
  });
  // A file without changes would be replaced by a merge.
  const mark = lines.includes(ADOPTED) ? [] : [ADOPTED];
  return [...lines.slice(0, at), ...mark, "environments:", ...list, ...lines.slice(end)].join("\n");
}

/** The entries of the list, each with the comments above it. */
function entriesOf(lines: readonly string[]) {
  const entries: string[][] = [[]];
  for (const line of lines) {
    const isComplete = entries.at(-1)?.some((each) => /^\s*-/.test(each)) ?? false;
    if (isComplete && /^\s*(-|#)/.test(line)) entries.push([]);
    entries.at(-1)?.push(line);
  }
  return entries.map((entry) => {
    const kept = entry.filter((line) => line.trim() !== "");
    const [value = {}]: readonly { stack?: unknown }[] = parse(kept.join("\n")) ?? [];
    return { lines: kept, value };
  });
}

function lineOf({ stack, guardRails, approval, runner }: Environment): string {
  const more = runner === undefined ? "" : `, runner: ${runner}`;
  return `  - { stack: ${stack}, guardRails: ${guardRails}, approval: ${approval}${more} }`;
}
