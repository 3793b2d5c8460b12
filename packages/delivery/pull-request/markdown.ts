/**
 * Untrusted text in GitHub's Markdown. Names of resources, property values, and messages of providers and programs may
 * contain markup, mentions or references. They are written as code, in which GitHub interprets no markup
 * (https://github.github.com/gfm/#code-spans).
 */

/** A text as inline code, in one line and at most `limit` characters. */
export function code(text: string, limit = 200): string {
  const line = visible(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  const short = cut(line, limit);
  if (short === "") return '`""`';
  const fence = "`".repeat(longestRun(short) + 1);
  // GitHub removes one space on each side. Without it, a backtick at an end would become part of the fence.
  const space = /^[` ]|[` ]$/.test(short) ? " " : "";
  return `${fence}${space}${short}${space}${fence}`;
}

/** A text as a block of code, at most `limit` characters. */
export function block(text: string, limit = 4000): string {
  const shown = cut(visible(text), limit);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** A collapsed section: a summary without untrusted text, and content that may be Markdown. */
export function folded(summary: string, content: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** A link with a trusted text. Returns only the text if the URL is not a web address. */
export function link(text: string, url: string | undefined): string {
  if (url === undefined || !/^https?:\/\/[^\s()<>`"']+$/.test(url)) return text;
  return `[${text}](${url})`;
}

function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Replaces invisible characters, and characters that change the text direction, by their code points. */
function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(
      /[^\P{C}\n\t]|[\u115f\u1160\u3164]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}
