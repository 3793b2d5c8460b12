/** The commands and queries in the documents for an incident: the runbooks and on-call.md. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { read, root } from "../files";

/** Who checks a line. Each has a test: the name of its file contains the word. */
export const judges = [
  "kubectl",
  "aws",
  "groundwork",
  "pulumi",
  "npm",
  "sql",
  "promql",
  "shell",
  "insights",
  "xray",
  "lucene",
  "jaeger",
] as const;
export type Judge = (typeof judges)[number];

/** Queries, in which a bar is no pipe. */
const whole: readonly Judge[] = ["sql", "promql", "insights", "xray", "lucene", "jaeger"];

/** A command or a query that a document names. */
export interface Line {
  readonly file: string;
  /** The command, without pipes and redirections. Names in capitals, such as STACK, are placeholders. */
  readonly text: string;
  /** Undefined if no test checks lines of this kind. */
  readonly judge: Judge | undefined;
}

const runbooks = readdirSync(join(root, "docs", "runbooks"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/runbooks/${file}`);

/** The documents for an incident, by their paths in the repository. */
export const documents: readonly string[] = [...runbooks, "docs/on-call.md"];

/** All lines of these documents. */
export const lines: readonly Line[] = documents.flatMap((file) =>
  linesIn(read(file)).map((text) => ({ file, text, judge: judgeOf(text) })),
);

/** The lines that a judge checks. @throws Error if there are none, because its test would check nothing */
export function linesFor(judge: Judge): readonly Line[] {
  const own = lines.filter((line) => line.judge === judge);
  if (own.length === 0) throw new Error(`no document has a line for ${judge}`);
  return own;
}

/** The lines of a text: code blocks, and code spans that are more than one word. Pipes are split. */
export function linesIn(markdown: string): readonly string[] {
  const blocks: string[] = [];
  const prose = markdown.replaceAll(/^( *)```\w*\n([\s\S]*?)^\1```$/gm, (_, __, block: string) => {
    blocks.push(...block.split("\n").map((line) => line.trim()));
    return "";
  });
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span).filter(isLine);
  return [...blocks.filter(Boolean), ...spans].flatMap(parts);
}

/** A span of one word is a name, except a selector of metrics. */
function isLine(span: string): boolean {
  return /\s/.test(span) || /^[a-z_:]+\{/.test(span);
}

/** The commands of a line: those of a pipe, and those in $(…). */
function parts(line: string): readonly string[] {
  const inner = [...line.matchAll(/\$\(([^()]+)\)/g)].map(([, command = ""]) => command);
  const judge = judgeOf(line);
  if (judge !== undefined && whole.includes(judge)) return [line];
  const outer = line.replaceAll(/"?\$\([^()]+\)"?/g, "VALUE");
  // A bar or > inside quotes belongs to the argument.
  const piped = outer.match(/(?:'[^']*'|"[^"]*"|[^|'"])+/g) ?? [];
  return [...inner, ...piped.map((part) => part.replace(/ > \S+$/, "").trim())];
}

function judgeOf(line: string): Judge | undefined {
  const [first = ""] = line.split(" ");
  if (line.startsWith("npx --no groundwork ")) return "groundwork";
  if (first === "kubectl" || first === "aws" || first === "pulumi" || first === "npm") return first;
  if (first === "SELECT") return "sql";
  if (first === "fields") return "insights";
  if (line.startsWith("service(")) return "xray";
  if (line.startsWith("service=")) return "jaeger";
  if (line.startsWith("resource.")) return "lucene";
  if (["grep", "tail", "export"].includes(first)) return "shell";
  return /^[a-z_:]+[({]/.test(line) ? "promql" : undefined;
}

/** The words of a command, without quotes. */
export function words(line: string): readonly string[] {
  const found = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return found.map((word) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, one = "", two = "") => `${one}${two}`),
  );
}

/** Replaces placeholders by names. @throws Error for a placeholder without a name */
export function named(line: string, names: Readonly<Record<string, string>>): string {
  return line.replaceAll(
    /\b(?:STACK|NODE|POD|NAMESPACE|NAME|INSTANCE|VERSION|PID|ROUTE|URN|VALUE|SIZE|YOUR\.ADDRESS)\b/g,
    (placeholder) => {
      const name = names[placeholder];
      if (name === undefined) throw new Error(`${line}: the placeholder ${placeholder} has no name`);
      return name;
    },
  );
}
