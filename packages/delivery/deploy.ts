/** Deploys a version to a stack, tests it there, and restores the previous version if it does not pass. */

import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { OperationFailed, type OperationOptions, operate } from "@groundwork/rehearse/lifecycle/operations";
import { ConcurrentUpdateError, type OutputMap, type Stack, type TagMap } from "@pulumi/pulumi/automation";
import { type Decision, decide, type Failure } from "./decision";
import { fingerprintOf, hasImages, type Images, withImages } from "./images";
import type { Releases } from "./release/follow";
import { deliveryMessage, runTag, superseded, testedTag, versionBefore, versionsOf } from "./versions";

export interface DeployArgs {
  readonly stack: Stack;
  /** NO_IMAGES for a stack without images, of which nothing can be restored. */
  readonly images: Images;
  /** Name of the update in the stack's history, such as `deploy` or `rollback to 12`. */
  readonly what: string;
  /** Tests the gallery at the address in the outputs. @throws if the test fails */
  readonly smoke: (outputs: OutputMap) => Promise<void>;
  readonly progress?: (text: string) => void;
  readonly engine?: OperationOptions["engine"];
  readonly signal?: AbortSignal | undefined;
  /** The releases of the stack's applications. Default: the stack has rolling updates only. */
  readonly releases?: Releases | undefined;
  /** Number of the pipeline's run. A stack that a later run has deployed stays unchanged. Default: no such check. */
  readonly run?: number | undefined;
}

/** The result of a deployment. */
export interface Deployment {
  readonly stack: string;
  readonly images: Images;
  /** The previous images; undefined at the first deployment. */
  readonly before: Images | undefined;
  /** Why the deployment failed; undefined if it passed. */
  readonly failure?: { readonly kind: Failure; readonly message: string };
  readonly decision: Decision;
  /** The steps of the releases, one line each. Empty with rolling updates. */
  readonly releases: readonly string[];
  /** Why the rollback failed as well; undefined if it passed or was not attempted. */
  readonly restoreFailure?: { readonly kind: Failure; readonly message: string };
}

/**
 * Deploys a version. The process may be killed at any moment and run again: a stack tag records the version that last
 * passed the smoke test, so that a later run knows which version to restore.
 *
 * Only the images are restored. The other changes of the commit stay, and the next commit has to correct them.
 */
export async function deploy(given: DeployArgs): Promise<Deployment> {
  const { stack, images, progress } = given;
  const releases: string[] = [];
  const reportRelease = (line: string) => {
    releases.push(line);
    progress?.(`release  ${line}`);
  };
  const args = { ...given, reportRelease };
  const tags = await stack.listTags();
  // A stack that has no images any more does not return to those that it had.
  const before = hasImages(images) ? only(images, await imagesBefore(stack, tags)) : undefined;
  const failure = (await findRefusal(args, tags)) ?? (await updateAndTest(args, images, args.what, args.run));
  const decision = decide(images, before, failure?.kind);
  const deployment: Deployment = {
    stack: stack.name,
    images,
    before,
    ...(failure ? { failure } : {}),
    decision,
    releases,
  };
  if (decision.do !== "restore") return deployment;
  progress?.(`${failure?.message}\n\nRestoring the previous images.`);
  const restoreFailure = await updateAndTest(args, decision.images, `restore after ${args.what}`);
  return restoreFailure ? { ...deployment, restoreFailure } : deployment;
}

/** The images of an earlier version that a stack still has. Undefined if there are none. */
function only(now: Images, earlier: Images | undefined): Images | undefined {
  const kept = Object.fromEntries(Object.entries(earlier ?? {}).filter(([name]) => name in now));
  return hasImages(kept) ? kept : undefined;
}

/** Why the deployment must not begin. */
async function findRefusal(
  { run, releases, images }: DeployArgs,
  tags: TagMap,
): Promise<Deployment["failure"]> {
  const late = superseded(run, tags[runTag]);
  if (late !== undefined) return { kind: "superseded", message: late };
  const underWay = await releases?.findObstacle(images);
  return underWay === undefined ? undefined : { kind: "busy", message: underWay };
}

/** The images of a stack to which a failed deployment returns. */
export async function imagesBefore(stack: Stack, tags?: TagMap): Promise<Images | undefined> {
  const outputs = await stack.outputs();
  const versions = versionsOf(await stack.history(undefined, undefined, false));
  return versionBefore(outputs, versions, (tags ?? (await stack.listTags()))[testedTag]);
}

/** A deployment, with a function that reports the steps of its releases. */
type Run = DeployArgs & { readonly reportRelease: (line: string) => void };

/** Updates the stack to these images and tests it. Returns the failure, if any. */
async function updateAndTest(
  args: Run,
  images: Images,
  what: string,
  run?: number,
): Promise<Deployment["failure"]> {
  const { stack, smoke, progress, signal } = args;
  let step: Failure = "up";
  let trialFailure: string | undefined;
  try {
    progress?.(`Updating ${stack.name}: ${what}`);
    const engine = { ...args.engine, message: deliveryMessage(what), refresh: true };
    await args.releases?.awaitEnd(images, signal, args.reportRelease);
    const { changes, seconds } = await followed(
      args,
      () =>
        withImages(stack, images, (configFile) =>
          operate(stack, "up", { engine: { ...engine, configFile }, ...(signal ? { signal } : {}) }),
        ),
      (reason) => {
        trialFailure = reason;
      },
    );
    progress?.(`Updated in ${seconds.toFixed(0)} s: ${changes.length} changes.`);
    step = "smoke";
    await smoke(await stack.outputs());
    if (hasImages(images)) await stack.setTag(testedTag, fingerprintOf(images));
    if (run !== undefined) await stack.setTag(runTag, String(run));
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const message = trialFailure === undefined ? text : `${trialFailure}\n${text}`;
    if (error instanceof Interrupted || signal?.aborted) return { kind: "interrupted", message };
    const locked = error instanceof OperationFailed && error.cause instanceof ConcurrentUpdateError;
    if (locked) return { kind: "locked", message };
    const release = step === "up" ? await findFailedRelease(args) : undefined;
    if (release === "paused") return { kind: "paused", message };
    const rejected = error instanceof OperationFailed && !error.begun && release === undefined;
    return { kind: rejected ? "rejected" : step, message };
  }
}

/** Reports the steps of the releases during an update, and tests new versions before they get requests. */
async function followed<T>(
  { releases, reportRelease }: Run,
  update: () => Promise<T>,
  onTrialFailure: (reason: string) => void,
): Promise<T> {
  const ended = new AbortController();
  const following = releases?.follow(ended.signal, reportRelease);
  try {
    return await update();
  } finally {
    ended.abort();
    const reason = await following;
    if (reason !== undefined) onTrialFailure(reason);
  }
}

/** If the cluster does not answer, the update has failed for another reason. */
async function findFailedRelease({ releases }: DeployArgs): Promise<"paused" | "aborted" | undefined> {
  try {
    return await releases?.findFailure();
  } catch {
    return undefined;
  }
}
