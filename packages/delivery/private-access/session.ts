/**
 * Opens the private Kubernetes API of a stack for one address while a command runs, and restores the previous access after it.
 * docs/decisions/0041-a-command-opens-the-private-endpoint.md has the reasons.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { runCommand } from "./command";
import {
  type ClusterNow,
  describeAccess,
  type Endpoints,
  isRejected,
  type PublicAccess,
  sameAccess,
} from "./endpoint";
import { writeKubeconfig } from "./kubeconfig";
import { reachableWithin } from "./reachable";
import { Signals } from "./signals";

/** EKS accepts 40 blocks. https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const MOST_BLOCKS = 40;
/** Time between two attempts to close the endpoint, in milliseconds. */
const RETRY = 5_000;
/** How long to wait until the API answers after the update, in seconds. */
const ANSWER = 120;

export interface Session {
  readonly stack: string;
  readonly endpoints: Endpoints;
  readonly cluster: ClusterNow;
  /** The block of the caller. */
  readonly block: string;
  /** The access according to the stack's settings. */
  readonly settings: PublicAccess;
  readonly role: string | undefined;
  readonly command: readonly string[];
  /** How long to wait for each change of the endpoint, in seconds. */
  readonly timeoutSeconds: number;
}

/** Progress is written to stderr: stdout belongs to the command. */
const say = (text: string) => console.error(text);

/** @throws Explained if the endpoint must not be opened now */
export function checkBefore({
  stack,
  cluster,
  settings,
  block,
}: Omit<Session, "endpoints" | "command">): void {
  const { name, status, access } = cluster;
  if (status === "UPDATING")
    throw new Explained(
      `The cluster ${name} is being updated. EKS makes one change at a time: try again in some minutes.`,
    );
  if (status !== "ACTIVE")
    throw new Explained(
      `The cluster ${name} has the status ${status}; its endpoint can be opened only if it is ACTIVE.`,
    );
  const foreign = access.filter((each) => !settings.includes(each));
  if (foreign.length > 0)
    throw new Explained(
      `The Kubernetes API of ${stack} is already open for ${foreign.join(", ")}, which the settings of ${stack} do not list. ` +
        "Either someone works with it now, or a command was killed before it closed the endpoint. " +
        `If it is not in use, close it: npx --no groundwork shell ${stack} --close`,
    );
  if (!access.includes(block) && access.length >= MOST_BLOCKS)
    throw new Explained(
      `The Kubernetes API of ${stack} is open for ${access.length} blocks, and EKS accepts no more than ${MOST_BLOCKS}.`,
    );
}

/** Runs the session, and returns the exit status of the command. @throws Explained if the endpoint may still be open */
export async function runSession(session: Session): Promise<number> {
  const { stack, cluster, block, endpoints, timeoutSeconds } = session;
  const previous = cluster.access;
  if (previous.includes(block)) {
    say(`The Kubernetes API of ${stack} is ${describeAccess(previous)}: nothing to open.`);
    return withSignals((signals) => useApi(session, signals));
  }
  const opened = [...previous, block];
  return withSignals(async (signals) => {
    let mayBeOpen = true;
    try {
      await signals.abortable(async (signal) => {
        say(
          `Opening the Kubernetes API of ${stack} (cluster ${cluster.name}) for ${block}. This takes some minutes.`,
        );
        const update = await endpoints.change(cluster.name, opened).catch((error) => {
          mayBeOpen = !isRejected(error);
          throw error;
        });
        await endpoints.finished(cluster.name, update, timeoutSeconds, signal);
      });
      return await useApi(session, signals);
    } finally {
      if (mayBeOpen) await close(session, opened, signals);
    }
  });
}

async function withSignals(work: (signals: Signals) => Promise<number>): Promise<number> {
  const signals = new Signals();
  try {
    const status = await work(signals);
    // A command that was interrupted on request has no meaningful result.
    if (signals.received !== undefined && signals.received !== "SIGINT")
      throw new Interrupted(signals.received);
    return status;
  } finally {
    signals.stop();
  }
}

async function useApi(
  { stack, endpoints, cluster, role, command }: Session,
  signals: Signals,
): Promise<number> {
  const { path, remove } = writeKubeconfig(cluster, endpoints.region, role);
  try {
    if (!(await signals.abortable((signal) => reachableWithin(cluster.url, ANSWER, signal))))
      say(
        `${cluster.url} does not answer yet. If your requests leave from another address, end this and give --cidr.`,
      );
    say(`KUBECONFIG is ${path}. The endpoint is closed when ${command.join(" ")} ends.`);
    const { region } = endpoints;
    const env = { ...process.env, KUBECONFIG: path, AWS_REGION: region, AWS_DEFAULT_REGION: region };
    return await runCommand(command, { ...env, GROUNDWORK_SHELL: stack }, signals);
  } finally {
    remove();
  }
}

/**
 * Restores the previous access. An error, such as expired credentials, is reported and tried again until the timeout. The
 * first signal is answered with a message, and the second one ends the process.
 */
async function close(session: Session, opened: PublicAccess, signals: Signals): Promise<void> {
  const { stack, cluster, timeoutSeconds } = session;
  const stillOpen =
    `The Kubernetes API of ${stack} may still be open. Close it as soon as possible: ` +
    `npx --no groundwork shell ${stack} --close`;
  say(`Closing the Kubernetes API of ${stack}. This takes some minutes.`);
  let warned = false;
  await signals.during(
    () => {
      if (warned) {
        say(stillOpen);
        process.exit(130);
      }
      warned = true;
      say("The endpoint is being closed. A second signal ends this command, and may leave it open.");
    },
    async () => {
      const end = Date.now() + timeoutSeconds * 1000;
      let last = "";
      for (;;) {
        try {
          const left = await restore(session, opened, (end - Date.now()) / 1000);
          say(
            left === undefined
              ? `The Kubernetes API of ${stack} is as before: ${describeAccess(cluster.access)}.`
              : `The Kubernetes API of ${stack} was changed in the meantime, and is left ${describeAccess(left)}.`,
          );
          return;
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          if (Date.now() > end) throw new Explained(`${message}\n${stillOpen}`, { cause: error });
          if (message !== last)
            say(`${message}\nTrying again for ${Math.ceil((end - Date.now()) / 1000)} seconds.`);
          last = message;
          await sleep(RETRY);
        }
      }
    },
  );
}

/** Restores the access once. Returns the access if someone else has changed it, and undefined when it is restored. */
async function restore(
  { endpoints, cluster: { name, access: previous } }: Session,
  opened: PublicAccess,
  seconds: number,
): Promise<PublicAccess | undefined> {
  // EKS makes one change at a time: an opening that was interrupted ends first.
  const now = await endpoints.settled(name, seconds);
  if (sameAccess(now.access, previous)) return undefined;
  if (!sameAccess(now.access, opened)) return now.access;
  await endpoints.finished(name, await endpoints.change(name, previous), seconds);
  const then = await endpoints.describe(name);
  if (sameAccess(then.access, previous)) return undefined;
  throw new Explained(`After the update, the endpoint of ${name} is still ${describeAccess(then.access)}.`);
}

/** Closes an endpoint that a killed command left open: removes the blocks that the settings do not list. */
export async function closeLeftOpen(
  {
    stack,
    endpoints,
    cluster,
    settings,
    timeoutSeconds,
  }: Pick<Session, "stack" | "endpoints" | "cluster" | "settings" | "timeoutSeconds">,
  signal: AbortSignal,
): Promise<void> {
  if (cluster.status === "UPDATING")
    say(`The cluster ${cluster.name} is being updated. Waiting for the end.`);
  const { access } = await endpoints.settled(cluster.name, timeoutSeconds, signal);
  const wanted = access.filter((each) => settings.includes(each));
  if (sameAccess(access, wanted)) {
    say(
      `The Kubernetes API of ${stack} is ${describeAccess(access)}, as its settings say: nothing to close.`,
    );
    return;
  }
  say(`The Kubernetes API of ${stack} is ${describeAccess(access)}. Closing it. This takes some minutes.`);
  const update = await endpoints.change(cluster.name, wanted);
  await endpoints.finished(cluster.name, update, timeoutSeconds, signal);
  say(`The Kubernetes API of ${stack} is ${describeAccess(wanted)}.`);
}
