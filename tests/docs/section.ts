/** One section of a document. */
import { read } from "./files";

/** The text below a heading of the second level. @throws Error if the document has no such heading */
export function section(file: string, heading: string): string {
  const [, text] = `\n${read(file)}`.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`${file} has no section ${heading}`);
  return text.split("\n## ")[0] ?? "";
}
