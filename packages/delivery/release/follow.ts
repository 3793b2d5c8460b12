/** Follows the releases of a stack while it is updated. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend } from "@groundwork/state/backend";
import type { Kubectl } from "@groundwork/state/releases";
import type { StackName } from "@groundwork/state/stacks";
import type { Images } from "../images";
import { act } from "./actions";
import { describeRollout, describeStepResult } from "./describe";
import type { RolloutState } from "./rollout";
import {
  type RolloutName,
  readRollouts,
  readStepResults,
  rolloutsInState,
  withCluster,
} from "./stack-releases";

/** The releases of a stack, for a deployment. */
export interface Releases {
  /** Why the stack cannot be deployed now: a release of other images is under way. Undefined if it can. */
  findObstacle(images: Images): Promise<string | undefined>;
  /**
   * Waits for the end of a release of these images, which a killed deployment has begun. Its update would fail, because nothing is left
   * to change for which the provider would wait.
   */
  awaitEnd(images: Images, signal: AbortSignal | undefined, report: Report): Promise<void>;
  /**
   * Reports each step and the results of its queries, until the signal aborts, and tests each new version before it gets requests. It
   * never fails.
   *
   * @returns why a version was aborted, if it failed its test
   */
  follow(signal: AbortSignal, report: Report): Promise<string | undefined>;
  /** How a release has ended, if not at 100 %. A paused one waits for a person's decision. */
  findFailure(): Promise<"paused" | "aborted" | undefined>;
}

type Report = (line: string) => void;

/** Runs a function with the cluster and the Rollouts of a stack. Undefined if the stack has none. */
export type InCluster = <T>(
  work: (kubectl: Kubectl, names: readonly RolloutName[], kubeconfigFile: string) => Promise<T>,
) => Promise<T | undefined>;

/** Tests a version that gets no requests yet. @throws if the test fails */
export type Trial = (rollout: RolloutState, kubectl: Kubectl, kubeconfigFile: string) => Promise<void>;

/** The releases of a stack with a state in this backend. */
export function releasesOf(backend: Backend, name: StackName, trial?: Trial): Releases {
  return createReleases(
    name.stack,
    async (work) => {
      const names = await rolloutsInState(backend, name);
      return names.length === 0
        ? undefined
        : withCluster(backend, name, (kubectl, file) => work(kubectl, names, file));
    },
    trial === undefined ? {} : { trial },
  );
}

interface Options {
  /** Time between two looks at the releases. Default: 10 */
  readonly intervalSeconds?: number;
  /** Default: versions are not tested before they get requests. */
  readonly trial?: Trial;
}

export function createReleases(
  stack: string,
  inCluster: InCluster,
  { intervalSeconds = 10, trial }: Options = {},
): Releases {
  const read = () => inCluster(readRollouts);
  const wait = (signal: AbortSignal | undefined) =>
    sleep(intervalSeconds * 1000, undefined, signal ? { signal } : {});
  return {
    findObstacle: async (images) => describeObstacle((await read()) ?? [], images, stack),
    findFailure: async () => {
      const rollouts = (await read()) ?? [];
      if (rollouts.some(isUndecided)) return "paused";
      return rollouts.some(({ state }) => state === "aborted") ? "aborted" : undefined;
    },
    awaitEnd: async (images, signal, report) => {
      await inCluster(async (kubectl, names) => {
        const news = new News();
        for (;;) {
          const rollouts = await readRollouts(kubectl, names);
          for (const line of await news.read(kubectl, rollouts)) report(line);
          if (!rollouts.some((each) => isOf(images, each) && isRunning(each))) return;
          await wait(signal);
        }
      });
    },
    follow: async (signal, report) => {
      const news = new News();
      const tested = new Set<string>();
      let failure: string | undefined;
      const look: Parameters<typeof inCluster<void>>[0] = async (kubectl, names, file) => {
        const rollouts = await readRollouts(kubectl, names);
        for (const line of await news.read(kubectl, rollouts)) report(line);
        for (const rollout of trial === undefined ? [] : rollouts.filter(({ isOnTrial }) => isOnTrial)) {
          const key = `${rollout.name} ${rollout.version}`;
          if (tested.has(key)) continue;
          tested.add(key);
          failure ??= await hold(kubectl, rollout, report, async () => trial?.(rollout, kubectl, file));
        }
      };
      let last = "";
      const complain = (error: unknown) => {
        const problem = `cannot be followed: ${error instanceof Error ? error.message : error}`;
        if (problem !== last) report(problem);
        last = problem;
      };
      await inCluster(async (...given) => {
        while (!signal.aborted) {
          await look(...given).catch(complain);
          await wait(signal).catch(() => undefined);
        }
        // The last step ends together with the update.
        await look(...given).catch(complain);
      }).catch(complain);
      return failure;
    },
  };
}

/** Holds a release while its version is tested, and aborts it if the test fails. Returns the reason. */
async function hold(
  kubectl: Kubectl,
  rollout: RolloutState,
  report: Report,
  test: () => Promise<void>,
): Promise<string | undefined> {
  await act(kubectl, "pause", rollout);
  const held: RolloutState = { ...rollout, pause: "by hand" };
  try {
    await test();
  } catch (error) {
    await act(kubectl, "abort", held);
    const reason = error instanceof Error ? error.message : String(error);
    report(`${rollout.name}: its test before it gets requests has failed, and the release is aborted`);
    return `The new version of ${rollout.name} failed its test before it got requests: ${reason}`;
  }
  await act(kubectl, "promote", held);
  report(`${rollout.name}: tested before it gets requests`);
  return undefined;
}

const isUndecided = ({ pause }: RolloutState) => pause === "no result";
const isRunning = (rollout: RolloutState) => rollout.state === "under way" && !isUndecided(rollout);

const isOf = (images: Images, rollout: RolloutState) =>
  rollout.images.every((image) => Object.values(images).includes(image));

/** A release of the same images continues: a deployment that was killed is run again. */
function describeObstacle(
  rollouts: readonly RolloutState[],
  images: Images,
  stack: string,
): string | undefined {
  const other = rollouts.find((each) => each.state === "under way" && !isOf(images, each));
  return (
    other &&
    `A release of another version is under way:\n  ${describeRollout(other)}\nWait for its end, or return to the previous version first: ` +
      `\`npx --no groundwork release ${stack} abort --application ${other.name}\``
  );
}

/** What was not reported before: a line for each change of a release, and for the results of each step. */
class News {
  private known: Set<string> | undefined;

  async read(kubectl: Kubectl, rollouts: readonly RolloutState[]): Promise<readonly string[]> {
    const results = (await readStepResults(kubectl, rollouts)).flatMap((result) => {
      const line = describeStepResult(result);
      return line === undefined ? [] : [{ key: result.run, line, isNew: false }];
    });
    const states = rollouts.map((each) => {
      const line = describeRollout(each);
      return { key: `${each.version} ${line}`, line, isNew: each.state === "under way" };
    });
    // At the first look, only a release that is under way is news.
    const { known } = this;
    const all = [...results, ...states];
    this.known = new Set([...(known ?? []), ...all.map(({ key }) => key)]);
    return all
      .filter(({ key, isNew }) => (known === undefined ? isNew : !known.has(key)))
      .map(({ line }) => line);
  }
}
