/** Chance that a seed decides, so that every run can be had again. */
import { createHash } from "node:crypto";

/** Gives numbers from 0 up to 1, always the same ones for the same seed. */
export type Chance = () => number;

export function chanceOf(seed: string): Chance {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash("sha256").update(`${seed}/${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

/** The same things in an order that the seed decides. */
export function shuffled<T>(things: readonly T[], seed: string): T[] {
  const chance = chanceOf(seed);
  return things
    .map((thing) => ({ thing, order: chance() }))
    .sort((one, other) => one.order - other.order)
    .map(({ thing }) => thing);
}
