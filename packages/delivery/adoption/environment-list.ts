/** The environments of an adopter: on the command line as NAME=CLASS[:APPROVAL], and in environments.yaml. */
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
  const items = lines.slice(at + 1, end);
  const list = environments.map((environment) => {
    const line = lineOf(environment);
    const isSame = (item: string) => JSON.stringify(parse(item)) === JSON.stringify(parse(line));
    return items.find((item) => item.trimStart().startsWith("- {") && isSame(item)) ?? line;
  });
  // A file without changes would be replaced by a merge.
  const mark = lines.includes(ADOPTED) ? [] : [ADOPTED];
  return [...lines.slice(0, at), ...mark, "environments:", ...list, ...lines.slice(end)].join("\n");
}

function lineOf({ stack, guardRails, approval, runner }: Environment): string {
  const more = runner === undefined ? "" : `, runner: ${runner}`;
  return `  - { stack: ${stack}, guardRails: ${guardRails}, approval: ${approval}${more} }`;
}
