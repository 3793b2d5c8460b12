/** The versions in a stack's state. An interrupted upgrade continues from them, and not from the settings. */
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

/** The versions that a stack runs, from its state. */
export interface Actual {
  /** Undefined if the stack has no cluster. */
  readonly kubernetes: string | undefined;
  /** Undefined if the stack has no database. */
  readonly primary: string | undefined;
  readonly replicas: readonly string[];
}

const state = z.object({
  resources: z
    .array(
      z.looseObject({
        type: z.string(),
        inputs: z.record(z.string(), z.unknown()).optional(),
        outputs: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

/** Reads the versions from the state. Refresh the state first if the versions may have been changed outside Pulumi. */
export async function actualOf(stack: Stack): Promise<Actual> {
  const { resources = [] } = state.parse((await stack.exportStack()).deployment);
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const instances = ofType("aws:rds/instance:Instance");
  const isReplica = (one: (typeof instances)[number]) => Boolean(one.outputs?.replicateSourceDb);
  const version = (one: (typeof instances)[number]) => String(one.outputs?.engineVersion);
  const primary = instances.find((one) => !isReplica(one));
  const cluster = ofType("aws:eks/cluster:Cluster")[0]?.outputs?.version;
  return {
    kubernetes: typeof cluster === "string" ? cluster : undefined,
    primary: primary && version(primary),
    replicas: instances.filter(isReplica).map(version),
  };
}
