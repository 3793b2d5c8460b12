import { join } from "node:path";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";

const folder = join(__dirname, "module");
const goModule = "helm.sh/helm/v3";

const helm: Part = {
  name: "helm",
  version: requiredVersion(folder, goModule),
  module: folder,
  programs: { helm: `${goModule}/cmd/helm` },
  ldflags: "",
  cache: "helm",
};

/**
 * Path of Helm, built with Go into the user's cache if it is missing (1 to 10 minutes, once).
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureHelm(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [helm], "Helm")).get("helm") ?? "";
}
