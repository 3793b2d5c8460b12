/** Reads the outputs of the stack's last complete update. */
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";

/**
 * The outputs of the stack's last complete update; empty before the first one. The engine reads them from the state. This is the
 * function that `pulumi.StackReference` uses, without its resource in the state.
 *
 * @throws the error of the engine, if the state cannot be read for five seconds
 */
export async function readStackOutputs(): Promise<Readonly<Record<string, unknown>>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = await readAgain<{ outputs?: Readonly<Record<string, unknown>> }>(() =>
    pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }),
  );
  return outputs ?? {};
}

/** Reads of a state that the engine is writing, and the time between them. */
const READS = 20;
const PAUSE_MS = 250;

/**
 * Reads again what the engine is writing: in a backend that is a folder, a reader can find an empty file.
 *
 * @throws the last error, if every read finds an incomplete state; any other error at once
 */
export async function readAgain<T>(read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++)
    try {
      return await read();
    } catch (error) {
      if (reads === READS || !/failed to load checkpoint/.test(String(error))) throw error;
      await setTimeout(PAUSE_MS);
    }
}
