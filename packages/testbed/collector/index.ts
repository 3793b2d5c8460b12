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

const awsFolder = join(__dirname, "aws");
const awsVersion = requiredVersion(awsFolder, "go.opentelemetry.io/collector/otelcol");

const aws: Part = {
  name: "otelcol-aws",
  version: awsVersion,
  module: awsFolder,
  programs: { "otelcol-aws": "." },
  ldflags: `-X main.version=${awsVersion.slice(1)}`,
  cache: "collector",
};

/**
 * Path of a Collector of another version, with the exporters to CloudWatch Logs and to X-Ray, built like {@link ensureCollector}.
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureAwsCollector(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [aws], "The Collector for AWS")).get("otelcol-aws") ?? "";
}

/**
 * Path of the OpenTelemetry Collector, built with Go into the user's cache if it is missing (2 to 15 minutes, once).
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureCollector(progress: Progress = () => {}): Promise<string> {
  return (await ensurePrograms(progress, [collector], "The OpenTelemetry Collector")).get("otelcol") ?? "";
}
