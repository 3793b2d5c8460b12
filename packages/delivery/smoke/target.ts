/** The smoke test's target, from a stack's outputs and settings. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { deliveryConfig } from "../config";
import type { LatencyObjective } from "./latency";
import type { SmokeTarget } from "./smoke";

/** @throws Explained when the stack has not been deployed. */
export function targetOf(stack: string, outputs: OutputMap, objective: LatencyObjective): SmokeTarget {
  const { galleryUrl, curatorToken, databaseReplicaAddresses } = outputs;
  const [url, token]: unknown[] = [galleryUrl?.value, curatorToken?.value];
  if (typeof url !== "string" || typeof token !== "string")
    throw new Explained(
      `The stack ${stack} has no outputs galleryUrl and curatorToken: it has not been deployed completely. ` +
        `Run \`npx --no groundwork deploy ${stack} …\`.`,
    );
  const replicas: unknown = databaseReplicaAddresses?.value;
  return {
    url: url.replace(/\/+$/, ""),
    token,
    objective,
    replicas: Array.isArray(replicas) && replicas.length > 0,
  };
}

/** The stack's latency objective, from its settings in a project's folder. */
export function objectiveOf(folder: string, stack: string): LatencyObjective {
  return deliveryConfig().latencyObjective(readStackConfig(folder, stack).config, projectName(folder));
}
