import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "@groundwork/rehearse/engine/child";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";

const folder = join(__dirname, "module");
const goModule = "github.com/argoproj/argo-rollouts";

/** The version of Argo Rollouts that the tests run. */
export const argoRolloutsVersion = requiredVersion(folder, goModule);

const controller: Part = {
  name: "argo-rollouts",
  version: argoRolloutsVersion,
  module: folder,
  programs: { "rollouts-controller": `${goModule}/cmd/rollouts-controller` },
  ldflags: `-X ${goModule}/utils/version.version=${argoRolloutsVersion.slice(1)}`,
  cache: "argo-rollouts",
};

/**
 * Path of the controller of Argo Rollouts, built with Go into the user's cache if it is missing (2 to 15 minutes, once).
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureArgoRollouts(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [controller], "Argo Rollouts")).get("rollouts-controller") ?? "";
}

/**
 * The files with the definitions of the types, in the module of the same version.
 *
 * @throws Error if Go cannot download the module
 */
export async function argoRolloutsCrds(): Promise<string[]> {
  const args = ["mod", "download", "-json", `${goModule}@${argoRolloutsVersion}`];
  const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off" };
  const { Dir } = JSON.parse(await run("go", args, { cwd: folder, env, limit: 300_000 })) as { Dir: string };
  const crds = join(Dir, "manifests", "crds");
  return readdirSync(crds).flatMap((file) => (file.endsWith("-crd.yaml") ? [join(crds, file)] : []));
}
