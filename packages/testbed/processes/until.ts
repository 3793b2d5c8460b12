import { setTimeout as sleep } from "node:timers/promises";

/**
 * Calls `ask` every 100 ms until it returns neither undefined nor false, and returns that value.
 * @throws Error if there is no such value within `seconds`
 */
export async function until<T>(ask: () => Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${ask}`);
    await sleep(100);
  }
}
