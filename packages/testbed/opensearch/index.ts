import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";
import { run } from "@groundwork/rehearse/engine/child";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { PartsUnavailable } from "../control-plane/build";
import { fillCache, type Progress } from "../control-plane/fill-cache";

const source = join(__dirname, "server");
/** Time limit of Maven and of the compiler, in milliseconds. */
const limit = 600_000;

const [, version = ""] =
  /<opensearch\.version>(.*)<\/opensearch\.version>/.exec(readFileSync(join(source, "pom.xml"), "utf8")) ??
  [];

/** What runs OpenSearch. */
export interface OpenSearchProgram {
  readonly java: string;
  readonly classPath: string;
}

/**
 * OpenSearch, downloaded with Maven and compiled into the user's cache if it is missing (1 minute, once): the server with its parsers, its
 * ingest pipelines and their scripts, without plugins, as there are for security and index management.
 *
 * @throws PartsUnavailable with the reason if it cannot be built here
 */
export async function ensureOpenSearch(progress: Progress = () => {}): Promise<OpenSearchProgram> {
  const java = whereIs("java");
  if (java === undefined) throw unavailable("Java is not on PATH (17 or later)");
  const folder = join(groundworkCache("opensearch"), `opensearch-${version}`);
  const isBuilt = () => existsSync(join(folder, "classes", "Server.class"));
  try {
    if (!isBuilt()) await fillCache({ name: `opensearch ${version}`, folder, isBuilt }, progress, build);
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error));
  }
  return { java, classPath: [join(folder, "classes"), join(folder, "lib", "*")].join(":") };
}

async function build(draft: string): Promise<void> {
  const [maven, compiler] = ["mvn", "javac"].map(whereIs);
  if (maven === undefined) throw new Error("Maven is not on PATH");
  if (compiler === undefined) throw new Error("the Java compiler is not on PATH");
  const [libraries, classes] = [join(draft, "lib"), join(draft, "classes")];
  const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${libraries}`];
  await run(maven, ["-q", "-B", "-ntp", "-f", join(source, "pom.xml"), ...goal], { limit });
  mkdirSync(classes);
  const options = ["-cp", join(libraries, "*"), "-d", classes, join(source, "Server.java")];
  await run(compiler, options, { limit });
}

const unavailable = (reason: string) =>
  new PartsUnavailable([`opensearch ${version}: ${reason}`], "OpenSearch");
