/** Brings a version to a stack, tests it there, and puts the version before it back when it does not pass. */

import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { OperationFailed, type OperationOptions, operate } from "@groundwork/rehearse/lifecycle/operations";
import { ConcurrentUpdateError, type OutputMap, type Stack, type TagMap } from "@pulumi/pulumi/automation";
import { type Decision, decide, type Failure } from "./decision";
import { fingerprintOf, type Images, withImages } from "./images";
import { deliveryMessage, runTag, superseded, testedTag, versionBefore, versionsOf } from "./versions";

export interface DeployArgs {
  readonly stack: Stack;
  readonly images: Images;
  /** What the update is called in the stack's history, such as `deploy` or `rollback to 12`. */
  readonly what: string;
  /** Tests what the outputs lead to. @throws when it does not pass */
  readonly smoke: (outputs: OutputMap) => Promise<void>;
  readonly progress?: (text: string) => void;
  readonly engine?: OperationOptions["engine"];
  readonly signal?: AbortSignal | undefined;
  /** Number of the pipeline's run. A stack that a later run has deployed is left alone. Default: whoever asks may. */
  readonly run?: number | undefined;
}

/** What became of a deployment. */
export interface Deployment {
  readonly stack: string;
  readonly images: Images;
  /** What ran before; undefined at the first deployment. */
  readonly before: Images | undefined;
  /** Why it did not stay; undefined when it passed. */
  readonly failure?: { readonly kind: Failure; readonly message: string };
  readonly decision: Decision;
  /** Why putting back failed as well; undefined when it passed, or was not tried. */
  readonly putBackFailure?: { readonly kind: Failure; readonly message: string };
}

/**
 * Deploys a version. It may be killed at any moment and run again: what passed the smoke test last is noted at the stack, so
 * that a later run still knows what to go back to.
 *
 * Only the images are put back. Whatever else the commit changes stays: the next commit has to put that right.
 */
export async function deploy(args: DeployArgs): Promise<Deployment> {
  const { stack, images, progress } = args;
  const tags = await stack.listTags();
  const before = await imagesBefore(stack, tags);
  const late = superseded(args.run, tags[runTag]);
  const failure = late
    ? { kind: "superseded" as const, message: late }
    : await bring(args, images, args.what, args.run);
  const decision = decide(images, before, failure?.kind);
  const deployment: Deployment = {
    stack: stack.name,
    images,
    before,
    ...(failure ? { failure } : {}),
    decision,
  };
  if (decision.do !== "put back") return deployment;
  progress?.(`${failure?.message}\n\nPutting back what ran before.`);
  const putBackFailure = await bring(args, decision.images, `put back after ${args.what}`);
  return putBackFailure ? { ...deployment, putBackFailure } : deployment;
}

/** What a stack runs that can be gone back to. */
export async function imagesBefore(stack: Stack, tags?: TagMap): Promise<Images | undefined> {
  const outputs = await stack.outputs();
  const versions = versionsOf(await stack.history(undefined, undefined, false));
  return versionBefore(outputs, versions, (tags ?? (await stack.listTags()))[testedTag]);
}

/** Updates the stack to these images and tests it. Gives why it failed. */
async function bring(
  args: DeployArgs,
  images: Images,
  what: string,
  run?: number,
): Promise<Deployment["failure"]> {
  const { stack, smoke, progress, signal } = args;
  let step: Failure = "up";
  try {
    progress?.(`Updating ${stack.name}: ${what}`);
    const engine = { ...args.engine, message: deliveryMessage(what), refresh: true };
    const { changes, seconds } = await withImages(stack, images, (configFile) =>
      operate(stack, "up", { engine: { ...engine, configFile }, ...(signal ? { signal } : {}) }),
    );
    progress?.(`Updated in ${seconds.toFixed(0)} s: ${changes.length} changes.`);
    step = "smoke";
    await smoke(await stack.outputs());
    await stack.setTag(testedTag, fingerprintOf(images));
    if (run !== undefined) await stack.setTag(runTag, String(run));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Interrupted || signal?.aborted) return { kind: "interrupted", message };
    const locked = error instanceof OperationFailed && error.cause instanceof ConcurrentUpdateError;
    if (locked) return { kind: "locked", message };
    const rejected = error instanceof OperationFailed && !error.begun;
    return { kind: rejected ? "rejected" : step, message };
  }
}
