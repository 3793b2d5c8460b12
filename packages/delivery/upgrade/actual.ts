/** What a stack runs, by its state. An interrupted upgrade continues from it, and not from the settings. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

/** The versions and instance classes that a stack runs, from its state. */
export interface Actual {
  /** Undefined if the stack has no cluster. */
  readonly kubernetes: string | undefined;
  /** Undefined if the stack has no database. */
  readonly primary: string | undefined;
  readonly replicas: readonly string[];
  /** Instance classes of the database. */
  readonly classes: { readonly primary: string | undefined; readonly replicas: readonly string[] };
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

/**
 * Reads them from the state. Refresh the state first if they may have been changed outside Pulumi.
 *
 * @throws Explained during a restore of the database
 */
export async function actualOf(stack: Stack): Promise<Actual> {
  const { resources = [] } = state.parse((await stack.exportStack()).deployment);
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const instances = ofType("aws:rds/instance:Instance");
  const isReplica = (one: (typeof instances)[number]) => Boolean(one.outputs?.replicateSourceDb);
  const version = (one: (typeof instances)[number]) => String(one.outputs?.engineVersion);
  const classOf = (one: (typeof instances)[number]) => String(one.outputs?.instanceClass);
  const [primary, ...others] = instances.filter((one) => !isReplica(one));
  if (others.length > 0)
    throw new Explained(
      `The stack has ${1 + others.length} primaries: its database is being restored. Complete the restore first: ` +
        "`npx --no groundwork restore STACK --confirm`, or `--back`.",
    );
  const cluster = ofType("aws:eks/cluster:Cluster")[0]?.outputs?.version;
  return {
    kubernetes: typeof cluster === "string" ? cluster : undefined,
    primary: primary && version(primary),
    replicas: instances.filter(isReplica).map(version),
    classes: { primary: primary && classOf(primary), replicas: instances.filter(isReplica).map(classOf) },
  };
}
