import { Problem } from "../http/problems";

const mostCharacters = 200;

/** Control characters that change the direction of text: a title could change how the page displays other text. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/u;
/**
 * Characters that display nothing by themselves: ignorable ones (zero width, Hangul fillers, variation selectors),
 * white space, control characters, combining marks, and the empty Braille pattern.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{C}\p{M}\u2800]/gu;

/**
 * Returns the title as it is stored: control characters and line breaks become spaces, and the ends are trimmed.
 * @throws Problem 400 if the title is invisible, too long, or changes the direction of text
 */
export function checkTitle(given: string | undefined): string {
  // PostgreSQL cannot store NUL, and a line of text needs no control characters.
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

/** The response to a title over the limit, including one that was not read completely. */
export const titleTooLong = new Problem(
  400,
  "title-too-long",
  "Title too long",
  `A title has at most ${mostCharacters} characters.`,
);
