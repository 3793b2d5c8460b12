/** Options and arguments that several commands take, and how their text is read. */
import { InvalidArgumentError } from "@commander-js/extra-typings";

/** An option that may be given several times: collects its values. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Reads a whole number from `least` upwards. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`Allowed is a whole number from ${least}.`);
  };
}

/** Reads a number between two others, both allowed. */
export function numberBetween(least: number, most: number, unit = ""): (text: string) => number {
  return (text) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Allowed is a number from ${least} to ${most}${unit}.`);
  };
}
