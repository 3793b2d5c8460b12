/** The form of the tables of constraints. */
import type { Schema } from "../../schemas/data";

/** The constraints of one type, by path, and the page that states them. */
export interface DocumentedValues {
  readonly source: string;
  readonly values: Readonly<Record<string, Schema>>;
}

/** A name of these characters, as in a regular expression, and at most this length. */
export const name = (characters: string, length: number, words: string): Schema => ({
  pattern: `^[${characters}]{1,${length}}$`,
  inWords: `1 to ${length} ${words}`,
});
