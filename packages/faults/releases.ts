/**
 * Helm is killed during an operation on a release, or a component does not start. Without a repair, every later `up` fails with
 * Helm's message. After the repair of docs/state.md, it completes, and the release is the same as before.
 */
import { once } from "node:events";
import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import {
  isBlocked,
  leaveRollback,
  nameInUse,
  otherOperation,
  releaseType,
} from "@groundwork/rehearse/cloud/kubernetes/helm";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import { typeOf } from "@groundwork/rehearse/lifecycle/operations";
import type { Base } from "./base";
import { vanished } from "./checks";
import type { Fault } from "./kinds";
import { adoptAll, engineOf, repairReleases, unlockAll } from "./recovery";
import { settled } from "./single-fault";
import { isOn, type TestStack } from "./test-stack";

const ways = ["install", "upgrade", "rollback", "unready"] as const;
type Way = (typeof ways)[number];

/** With one operation at a time, only the release's operation is interrupted. */
const oneByOne = { engine: { parallel: 1 } };
/** As `groundwork deploy` updates. */
const refreshing = { engine: { parallel: 1, refresh: true } };
/** Helm's message after the timeout: pkg/kube/wait.go of helm.sh/helm/v3. */
const notReady = "timed out waiting for the condition";

/** Numbers of the faults that can be injected into a stack's release. Empty if the stack has no release. */
export function releaseFaults(base: Base): string[] {
  return releaseIn(base) === undefined ? [] : ways.map((_, at) => String(at + 1));
}

const releaseIn = ({ created }: Base) => created.find((urn) => typeOf(urn) === releaseType);

/** Injects one fault into the first release of the stack. Returns the problems found afterwards. */
export async function interruptRelease(
  testStack: TestStack,
  base: Base,
  { target }: Fault,
): Promise<string[]> {
  const way = ways[Number(target) - 1];
  const urn = releaseIn(base);
  if (way === undefined || urn === undefined)
    return [`there is no fault ${target}; the stack has: ${releaseFaults(base).join(", ") || "none"}`];
  const isInstalled = way === "upgrade" || way === "rollback";
  testStack.restore(isInstalled ? base.up : base.empty);
  if (isInstalled) await changeOutside(testStack, urn);
  const problems =
    way === "unready" ? await failToStart(testStack, urn) : await interrupt(testStack, urn, way);
  return [...problems, ...(await settled(testStack))];
}

async function interrupt(testStack: TestStack, urn: string, way: Exclude<Way, "unready">): Promise<string[]> {
  const found = await leavePending(testStack, urn, way);
  if (typeof found === "string") return [found];
  await unlockAll(testStack);
  const message = way === "install" ? nameInUse : otherOperation;
  const failure = await testStack.failureOf("up", oneByOne);
  const problems = failure?.includes(message)
    ? []
    : [`without the repair, up should fail with "${message}": ${failure}`];
  const before = testStack.cloud.list().filter(({ type }) => type !== releaseType);
  const repaired = repairReleases(testStack);
  if (repaired !== 1) problems.push(`${repaired} releases were repaired`);
  await adoptAll(testStack);
  await testStack.run("up", refreshing);
  return [...problems, ...vanished(before, testStack.cloud.list()), ...notDeployed(testStack, urn)];
}

/** Kills the engine while Helm works. Returns the pending release, or a problem. */
async function leavePending(
  testStack: TestStack,
  urn: string,
  way: Exclude<Way, "unready">,
): Promise<CloudResource | string> {
  const pendingRelease = () => {
    const release = find(testStack, urn);
    if (release && isBlocked(release)) return release;
    return `Helm left no pending release, but ${JSON.stringify(release?.outputs.status)}`;
  };
  const release = find(testStack, urn);
  if (way === "rollback" && release?.inputs.atomic !== true) {
    // Helm rolls back only releases with `atomic` itself. This rollback is an operator's, who runs `helm rollback`.
    if (release) leaveRollback(testStack.cloud, release);
    return pendingRelease();
  }
  testStack.interceptDuring(async ({ step }, signal) => {
    if (step !== way) throw new Refusal(notReady);
    const pid = await engineOf(testStack);
    if (pid === undefined || signal === undefined) throw new Error("the engine that runs Helm was not found");
    const ended = once(signal, "abort", { signal: AbortSignal.timeout(30_000) });
    process.kill(pid, "SIGKILL");
    await ended;
  });
  const failure = await testStack.failureOf("up", oneByOne);
  testStack.stopFaults();
  return failure === undefined ? "the update ended before it was killed" : pendingRelease();
}

/** One component of the release does not start within the timeout: the others must stay, and the next update repairs it. */
async function failToStart(testStack: TestStack, urn: string): Promise<string[]> {
  testStack.interceptDuring(() => {
    throw new Refusal(notReady);
  });
  const failure = await testStack.failureOf("up", oneByOne);
  testStack.stopFaults();
  const problems = failure?.includes(notReady) ? [] : [`the update did not report it: ${failure}`];
  if (find(testStack, urn) === undefined)
    return [...problems, "one component did not start, and Helm removed all others"];
  problems.push(...testStack.disagreements());
  const before = testStack.cloud.list();
  await testStack.run("up", oneByOne);
  return [...problems, ...vanished(before, testStack.cloud.list()), ...notDeployed(testStack, urn)];
}

function notDeployed(testStack: TestStack, urn: string): string[] {
  const status = find(testStack, urn)?.outputs.status;
  return JSON.stringify(status).includes('"deployed"') ? [] : [`the release is ${JSON.stringify(status)}`];
}

function find({ cloud }: TestStack, urn: string): CloudResource | undefined {
  return cloud.list(releaseType).find((resource) => isOn(urn, resource));
}

/** Changes the release outside Pulumi, so that the next update upgrades it. */
async function changeOutside(testStack: TestStack, urn: string): Promise<void> {
  const release = find(testStack, urn);
  if (release) testStack.cloud.tamper(releaseType, release.id, { values: {} });
  await testStack.run("refresh");
}
