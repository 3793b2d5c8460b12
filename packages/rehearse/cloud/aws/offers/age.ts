/** How old data may be. AWS extends its lists of names and offers; what an old list lacks may exist by now. */
import { daysBetween } from "../../today";

/** Age of a list, in months, from which a name that it does not have is not refused. */
const OLD = 12;

/** Months from the date of the data, at least 0. */
export function monthsSince(date: string, today: string): number {
  return Math.max(0, daysBetween(date, today) / 30.4);
}

/** Whether a list of a date says nothing any more about what it does not have. */
export const isOld = (date: string, today: string): boolean => monthsSince(date, today) > OLD;
