/** Counts phrases that docs/style.md warns of. Reword the whole sentence; another unusual phrase does not help. */
import { filesOfRepository, read } from "./files";

const phrases = [
  "nobody",
  "whoever",
  "whom",
  "be had",
  "all the same",
  "of its own",
  "is told",
  "heard",
  "as it says",
  "goes on",
];
const anyPhrase = new RegExp(`\\b(?:${phrases.join("|").replaceAll(" ", "\\s+")})\\b`, "i");

/** The changelog is generated from commits; the other two name the phrases. */
const exempt = ["CHANGELOG.md", "docs/style.md", "tests/docs/language.test.ts"];

/** A few stay, such as the Unix user of that name. */
const LIMIT = 10;

function occurrences(): readonly string[] {
  return filesOfRepository("ts", "md")
    .filter((file) => !exempt.includes(file))
    .flatMap((file) =>
      read(file)
        .split("\n")
        .flatMap((line, index) => (anyPhrase.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
}

test(`at most ${LIMIT} lines contain a phrase from docs/style.md`, () => {
  const found = occurrences();
  // On failure, the message lists the lines.
  expect(found.length > LIMIT ? found : []).toEqual([]);
});

test.each(["Nobody has these groups.", "it is told so", "a stack of its own"])("%j is recognized", (text) => {
  expect(anyPhrase.test(text)).toBe(true);
});

test.each(["the whole", "heardness", "on its own"])("%j is not a match", (text) => {
  expect(anyPhrase.test(text)).toBe(false);
});
