import { join } from "node:path";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";

const folder = join(__dirname, "module");
const goModule = "github.com/jaegertracing/jaeger";

/**
 * The version of Jaeger 2 that the tests run, such as `v1.76.0`: its Go module has the number of the last release of Jaeger 1 beside it.
 */
export const jaegerVersion = requiredVersion(folder, goModule);

const jaeger: Part = {
  name: "jaeger",
  version: jaegerVersion,
  module: folder,
  programs: { jaeger: `${goModule}/cmd/jaeger` },
  ldflags: `-X ${goModule}/internal/version.latestVersion=${jaegerVersion}`,
  cache: "jaeger",
};

/**
 * Path of Jaeger 2, built with Go into the user's cache if it is missing (3 to 15 minutes, once). Its web page is a placeholder: the
 * module lacks it.
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureJaeger(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [jaeger], "Jaeger")).get("jaeger") ?? "";
}
