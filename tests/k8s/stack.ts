import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { type Manifest, renderManifests } from "@groundwork/rehearse/plan/manifests";
import { evaluated } from "../evaluated";

/** A stack as its files describe it, with some settings changed. */
export function stackOf(
  stack: string,
  changes: Record<string, string | number> = {},
  cloud?: Cloud,
): Promise<Evaluation> {
  return evaluated(stack, { changes, ...(cloud ? { cloud } : {}) });
}

/** Its Kubernetes objects as files. */
export async function manifestsOf(
  stack: string,
  changes: Record<string, string | number> = {},
): Promise<Manifest[]> {
  return renderManifests((await stackOf(stack, changes)).resources);
}
