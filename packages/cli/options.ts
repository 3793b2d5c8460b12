/** Parsers for options and arguments that several commands have. */
import { InvalidArgumentError } from "@commander-js/extra-typings";

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Parses a whole number that is at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}

/** Parses a number from `least` to `most`, inclusive. */
export function numberBetween(least: number, most: number, unit = ""): (text: string) => number {
  return (text) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}${unit}.`);
  };
}

/** Parses `latest`, or a time in UTC. */
export function restoreTime(text: string): string {
  if (text === "latest" || isTime(text)) return text;
  throw new InvalidArgumentError("It must be latest, or a time in UTC, such as 2026-10-31T14:32:00Z.");
}

/** Parses a time in UTC. */
export function pointInTime(text: string): string {
  if (isTime(text)) return text;
  throw new InvalidArgumentError("It must be a time in UTC, such as 2026-10-31T14:32:00Z.");
}

/** Whether the text is a time in UTC with seconds that exists. Date.parse alone turns February 30 into March 2. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text.replace(/Z$/, ".000Z");
}
