/**
 * Text from elsewhere in GitHub's markdown. Names of resources, property values, and messages of providers and
 * programs may hold anything: markup, mentions, references. All of it goes into code, where GitHub interprets nothing
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
  // One space on each side is taken away again; without it a backtick at an end would belong to the fence.
  const space = /^[` ]|[` ]$/.test(short) ? " " : "";
  return `${fence}${space}${short}${space}${fence}`;
}

/** A text as a block of code, at most `limit` characters. */
export function block(text: string, limit = 4000): string {
  const shown = cut(visible(text), limit);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** Something to open: a summary that is ours, and a content that may be markdown. */
export function folded(summary: string, content: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** A link with a text that is ours; nothing but the text when the address is no web address. */
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

/** Characters that are not seen, or that turn the direction of what follows, by their code points. */
function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(
      /[^\P{C}\n\t]|[\u115f\u1160\u3164]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}
