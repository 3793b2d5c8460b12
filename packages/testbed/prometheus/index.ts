import { join } from "node:path";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";

export { PartsUnavailable } from "../control-plane/build";

const folder = join(__dirname, "module");
const goModule = "github.com/prometheus/prometheus";

/**
 * Prometheus tags its Go modules v0.XXX.0 for the release X.XX.0. Only the service discovery for Kubernetes is built
 * in.
 */
const prometheus: Part = {
  name: "prometheus",
  version: requiredVersion(folder, goModule),
  module: folder,
  programs: { prometheus: `${goModule}/cmd/prometheus`, promtool: `${goModule}/cmd/promtool` },
  ldflags: "",
  tags: "remove_all_sd,enable_kubernetes_sd",
  cache: "prometheus",
};

/** Paths of the two programs. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Prometheus and promtool, built with Go into the user's cache if they are missing (2 to 12 minutes, once).
 * @throws PartsUnavailable with the reason when they cannot be built
 */
export async function ensurePrometheus(progress: Progress = () => {}): Promise<PrometheusPrograms> {
  const programs = await ensurePrograms(progress, [prometheus], "Prometheus");
  const path = (name: string) => programs.get(name) ?? "";
  return { prometheus: path("prometheus"), promtool: path("promtool") };
}

/** Alertmanager's program, or undefined: its Go module lacks the files of its web page, so it must be installed. */
export const findAlertmanager = (): string | undefined =>
  ["prometheus-alertmanager", "alertmanager"].map(whereIs).find((path) => path !== undefined);
