/** Reads the outputs of the stack's last complete update. */
import * as pulumi from "@pulumi/pulumi";

/**
 * The outputs of the stack's last complete update; empty before the first one. The engine reads them from the state. This is the
 * function that `pulumi.StackReference` uses, without its resource in the state.
 */
export async function readStackOutputs(): Promise<Readonly<Record<string, unknown>>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs }: { outputs?: Readonly<Record<string, unknown>> } = await pulumi.runtime.invoke(
    "pulumi:pulumi:readStackOutputs",
    { name },
  );
  return outputs ?? {};
}
