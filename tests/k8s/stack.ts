import { join } from "node:path";
import groundwork from "../../index";
import { type Manifest, renderManifests } from "../../scripts/manifests";
import { readStackConfig } from "../../scripts/project-files";
import { newCloud } from "../../simulation";
import type { Cloud } from "../../simulation/cloud";
import { type Evaluation, evaluate } from "../../simulation/evaluation";

/** A stack as its files describe it, with some settings set to something else. */
export async function stackOf(
  stack: string,
  changes: Record<string, string | number> = {},
  cloud: Cloud = newCloud(),
): Promise<Evaluation> {
  const { config, secretKeys } = readStackConfig(join(__dirname, "..", ".."), stack);
  for (const [key, value] of Object.entries(changes)) config[`groundwork:${key}`] = String(value);
  return evaluate({ program: () => groundwork(), cloud, stack, config, secretKeys });
}

/** Its Kubernetes objects as files. */
export async function manifestsOf(
  stack: string,
  changes: Record<string, string | number> = {},
): Promise<Manifest[]> {
  return renderManifests((await stackOf(stack, changes)).resources);
}
