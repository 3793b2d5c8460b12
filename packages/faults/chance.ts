/** Seeded random numbers, so that every run can be repeated. */
import { createHash } from "node:crypto";

/** Returns numbers from 0 (inclusive) to 1 (exclusive), in the same sequence for the same seed. */
export type Chance = () => number;

export function chanceOf(seed: string): Chance {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash("sha256").update(`${seed}/${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

/** Shuffles the items in an order that depends only on the seed. */
export function shuffled<T>(things: readonly T[], seed: string): T[] {
  const chance = chanceOf(seed);
  return things
    .map((thing) => ({ thing, order: chance() }))
    .sort((one, other) => one.order - other.order)
    .map(({ thing }) => thing);
}
