/** Finds the lines that start `npx --no groundwork`, in documents, workflows and messages. */

/** The words after `groundwork` of each command line in a text. Each alternative of `up|down` is a separate line. */
export function groundworkLines(text: string): string[][] {
  const joined = text.replaceAll(/\\\n\s*/g, " ");
  return [...joined.matchAll(/npx --no groundwork(?=[ `\n]|$)([^`\n]*)/g)].flatMap(([, rest = ""]) =>
    alternatives(wordsOf(rest)),
  );
}

/** The words before the next command or comment of the shell. */
function wordsOf(rest: string): string[] {
  const words: string[] = [];
  for (const [found] of rest.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)) {
    if (/^[;&>#)|]/.test(found)) break;
    const word = found.replaceAll(/^['"[]+|[\]'"\\;,]+$/g, "");
    // A shell array can contain any number of words. Users replace … with values.
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
