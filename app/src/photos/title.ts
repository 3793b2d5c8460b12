import { Problem } from "../http/problems";

const mostCharacters = 200;

/** Marks that change the direction of the text around them: a title could make the page say something else. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/u;
/**
 * Characters without a shape of their own: ignorable ones (zero width, Hangul fillers, variation selectors),
 * space, controls, marks without a letter, and the empty Braille pattern.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{C}\p{M}\u2800]/gu;

/**
 * The title as it is kept: control characters and line breaks become spaces, and there is no space around it.
 * @throws Problem 400 when it cannot be seen, is too long, or turns the direction of the text around it
 */
export function checkTitle(given: string | undefined): string {
  // PostgreSQL cannot store NUL, and no control character has a place in one line of text.
  const title = (given ?? "")
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .trim();
  if (title === "") throw new Problem(400, "no-title", "Title missing", "Give the photo a title.");
  if ([...title].length > mostCharacters) throw titleTooLong;
  if (directionControls.test(title)) {
    const detail =
      "The title contains characters that change the direction of text (U+202A to U+202E or U+2066 to U+2069). Remove them.";
    throw new Problem(400, "title-direction", "Title changes text direction", detail);
  }
  if (title.replace(invisible, "") === "") {
    const detail =
      "The title contains only characters that cannot be seen. Use at least one visible character.";
    throw new Problem(400, "title-invisible", "Title cannot be seen", detail);
  }
  return title;
}

/** The answer to a title over the limit, also when not all of it was read. */
export const titleTooLong = new Problem(
  400,
  "title-too-long",
  "Title too long",
  `A title has at most ${mostCharacters} characters.`,
);
