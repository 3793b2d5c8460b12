/** Finds the lines that start `npx --no groundwork`, in documents, workflows and messages. */

/** The words after `groundwork` of each command line in a text. Alternatives (`up|down`) make a line each. */
export function groundworkLines(text: string): string[][] {
  const joined = text.replaceAll(/\\\n\s*/g, " ");
  return [...joined.matchAll(/npx --no groundwork(?=[ `\n]|$)([^`\n]*)/g)].flatMap(([, rest = ""]) =>
    alternatives(wordsOf(rest)),
  );
}

/** The words up to where a shell would begin another command, or a comment. */
function wordsOf(rest: string): string[] {
  const words: string[] = [];
  for (const [found] of rest.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)) {
    if (/^[;&>#)|]/.test(found)) break;
    const word = found.replaceAll(/^['"[]+|[\]'"\\;,]+$/g, "");
    // An array of a shell may hold any number of words, and … stands for what a person fills in.
    if (word !== "" && word !== "…" && !/^\$\{\w+\[@\]\}?$/.test(word)) words.push(word);
    if (/;$/.test(found)) break;
  }
  return words;
}

function alternatives(words: readonly string[]): string[][] {
  const at = words.findIndex((word) => /^[a-z]+(\\?\|[a-z]+)+$/.test(word));
  if (at < 0) return [[...words]];
  const choices = (words[at] ?? "").split(/\\?\|/);
  return choices.map((choice) => [...words.slice(0, at), choice, ...words.slice(at + 1)]);
}
