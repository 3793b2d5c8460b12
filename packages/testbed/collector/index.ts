import { join } from "node:path";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";

const folder = join(__dirname, "module");

/** The version of the OpenTelemetry Collector that the tests run, such as `v0.161.0`. */
export const collectorVersion = requiredVersion(folder, "go.opentelemetry.io/collector/otelcol");

const collector: Part = {
  name: "otelcol",
  version: collectorVersion,
  module: folder,
  programs: { otelcol: "." },
  ldflags: `-X main.version=${collectorVersion.slice(1)}`,
  cache: "collector",
};

/**
 * Path of the OpenTelemetry Collector, built with Go into the user's cache if it is missing (2 to 15 minutes, once).
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureCollector(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [collector], "The OpenTelemetry Collector")).get("otelcol") ?? "";
}
