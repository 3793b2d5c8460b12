/** What the commands have in common that run scenarios on real parts: options, progress, lanes and the end. */
import { wholeNumber } from "@groundwork/cli/options";
import { PartsUnavailable } from "@groundwork/testbed/control-plane/index";
import { InvalidArgumentError } from "commander";

/** Parses an option that is a whole number from 1. */
export const positiveNumber = wholeNumber(1);

/** A parser for an option that may be repeated, and whose values are ids of scenarios. */
export function idsOf(scenarios: readonly { readonly id: string }[]) {
  const ids = scenarios.map(({ id }) => id);
  return (value: string, previous: readonly string[] = []): readonly string[] => {
    if (!ids.includes(value)) throw new InvalidArgumentError(`It must be one of ${ids.join(", ")}.`);
    return [...previous, value];
  };
}

/** The ids, for the text of an option. */
export const listIds = (scenarios: readonly { readonly id: string }[]) =>
  scenarios.map(({ id }) => id).join(", ");

/** Prints lines with the seconds since the beginning. */
interface Stopwatch {
  readonly progress: (line: string) => void;
  /** Seconds since the beginning. */
  seconds(): number;
}

/** @param digits of the printed seconds after the point */
export function startStopwatch(digits = 0, print: (line: string) => void = console.log): Stopwatch {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  return { seconds, progress: (line) => print(`${seconds().toFixed(digits).padStart(6)} s  ${line}`) };
}

/**
 * Works on all items in their order, so many at the same time.
 *
 * @throws the first error of `work`, after the items that had begun have ended
 */
export async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}

/** Ends the process: 0 if the run has passed. A program that cannot be built is one sentence, and a failure. */
export async function exitAfter(run: Promise<boolean>): Promise<never> {
  const passed = await run.catch((error: unknown) => {
    if (!(error instanceof PartsUnavailable)) throw error;
    console.error(`\n${error.message}\nNothing was measured.`);
    return false;
  });
  process.exit(passed ? 0 : 1);
}
