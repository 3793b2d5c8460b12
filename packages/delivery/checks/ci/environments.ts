/** Checks that the workflows follow environments.yaml. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, variableSuffix } from "@groundwork/rehearse/project/environments";
import { parse } from "yaml";
import { PLACES, stagesOf } from "../../environments";

const FOLDER = join(".github", "workflows");
/** The workflow that deploys one environment. Each job that calls it is a place. */
const CALLED = "./.github/workflows/deploy-stack.yml";

/**
 * The workflows that do not follow the list, each with what is missing. A workflow follows if it reads the list, or if it names
 * every environment. One that names some of them was written for an earlier list.
 */
export function findWorkflowProblems(
  folder: string,
  environments: readonly Environment[],
): readonly string[] {
  const files = readdirSync(join(folder, FOLDER)).filter((file) => /\.ya?ml$/.test(file));
  const problems = files.sort().flatMap((file) => {
    const source = readFileSync(join(folder, FOLDER, file), "utf8");
    const content: unknown = parse(source);
    const texts = textsIn(content);
    const named = environments.filter(({ stack }) => texts.some((text) => names(text, stack)));
    const missing = environments.filter((each) => !named.includes(each));
    const problem =
      named.length > 0 && missing.length > 0
        ? [
            `${file} names ${list(named)}, but not ${list(missing)}: read the list as in drift.yml, or add a job`,
          ]
        : [];
    return file === "deploy.yml" ? [...problem, ...findMissingPlaces(content)] : problem;
  });
  stagesOf(environments);
  return problems;
}

/** The places that the list needs and deploy.yml does not have. */
function findMissingPlaces(content: unknown): readonly string[] {
  const jobs = Object.entries(Object(Object(content).jobs)).filter(([, job]) => Object(job).uses === CALLED);
  const missing = PLACES.filter((place) => !jobs.some(([id]) => id === place));
  return missing.length === 0
    ? []
    : [`deploy.yml has no place ${missing.join(", ")}: each is a job that calls deploy-stack.yml`];
}

const list = (environments: readonly Environment[]) => environments.map(({ stack }) => stack).join(", ");

/** Every text in a YAML document, without its comments. A key comes before its value: `environment: prod`. */
function textsIn(node: unknown, key = ""): readonly string[] {
  if (Array.isArray(node)) {
    const entries: readonly unknown[] = node;
    return entries.flatMap((entry) => textsIn(entry, key));
  }
  if (typeof node === "object" && node !== null)
    return Object.entries(node).flatMap(([name, value]) => textsIn(value, name));
  return typeof node === "string" ? [`${key}: ${node}`] : [];
}

/** Whether a text names the stack where a workflow would name an environment. Other words can be the same, such as `test`. */
function names(text: string, stack: string): boolean {
  const word = `${stack}(?![\\w-])`;
  return [
    // The environment of a job, and choices.
    `^(environment|name|options|stack|stacks|matrix): ${word}$`,
    // Repository variables.
    `\\bvars\\.(RUNNER|AWS_ROLE_DEPLOY|AWS_ROLE_PREVIEW|PULUMI_BACKEND_URL)_${variableSuffix(stack)}(?!\\w)`,
    `^group: stack-${word}`,
    // Commands and loops.
    `groundwork [a-z-]+ ${word}`,
    `npm run (--silent )?[\\w:-]+ -- ${word}`,
    `--(stack|preview|cost)[ =]${word}`,
    `\\bfor \\w+ in ([\\w-]+ )*${word}`,
    `inputs\\.stack == '${word}'`,
  ].some((pattern) => new RegExp(pattern, "m").test(text));
}
