import { readFileSync } from "node:fs";

/** Secrets that can be in a file: `DATABASE_PASSWORD_FILE` is the path of a file with `DATABASE_PASSWORD`. */
const secrets = ["DATABASE_PASSWORD", "CURATOR_TOKEN"];

/** The environment with the secrets that its files contain, and one line for each file that cannot be used. */
interface WithSecrets {
  readonly env: NodeJS.ProcessEnv;
  readonly problems: readonly string[];
}

/**
 * Reads the files that `NAME_FILE` variables name. Other processes and child processes of the user can read environment
 * variables, and dumps and logs can contain them. One line break at the end of a file is removed.
 * @param known names of the variables that the role reads; files of others are not read
 */
export function readSecretFiles(env: NodeJS.ProcessEnv, known: readonly string[]): WithSecrets {
  const problems: string[] = [];
  const found: NodeJS.ProcessEnv = {};
  for (const name of secrets.filter((secret) => known.includes(secret))) {
    const variable = `${name}_FILE`;
    const file = env[variable];
    if (file === undefined) continue;
    if (env[name] !== undefined) {
      problems.push(`${variable}: set ${name} or ${variable}, not both`);
      continue;
    }
    try {
      found[name] = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    } catch (error) {
      problems.push(`${variable}: ${file} cannot be read (${codeOf(error)})`);
    }
  }
  return { env: { ...env, ...found }, problems };
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
