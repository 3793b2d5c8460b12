/** Changes single entries of a YAML file. All other bytes of the file stay unchanged. */
import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  type ParsedNode,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
} from "yaml";

/** Path of an entry: the keys of the maps from the top of the file. */
type Path = readonly [string] | readonly [string, string];
type BlockMap = YAMLMap.Parsed;

// Lines of any length, and [a, b] instead of [ a, b ].
const STYLE = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * Sets an entry of a YAML file, or removes it.
 *
 * @param value the new value; undefined removes the entry. A list or a map is written on one line
 * @returns the text, unchanged if the entry already has the value
 */
export function editYaml(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  const map = path.length === 1 ? document.contents : document.get(path[0], true);
  const key = path[path.length - 1] ?? "";
  const pair = isMap<ParsedNode, ParsedNode | null>(map)
    ? map.items.find(({ key: each }) => isScalar(each) && each.value === key)
    : undefined;
  if (pair === undefined && value === undefined) return text;
  if (pair?.value && value !== undefined && isDeepStrictEqual(pair.value.toJS(document), value)) return text;
  if (!isMap<ParsedNode, ParsedNode | null>(map) || map.flow === true || !hasRange(map))
    return rewritten(document, path, value);
  if (pair === undefined) return appended(text, map, `${source(key)}: ${source(value)}`);
  const [start] = pair.key.range;
  const end = endOf(text, pair.value ?? pair.key);
  if (value === undefined) return text.slice(0, lineStart(text, start)) + text.slice(nextLine(text, end));
  const after = pair.value === null || pair.value === undefined ? text.indexOf(":", end) + 1 : end;
  const name = text.slice(start, pair.key.range[1]);
  return `${text.slice(0, start)}${name}: ${source(value, pair.value)}${text.slice(after)}`;
}

function hasRange(map: YAMLMap): map is BlockMap {
  return Array.isArray(map.range) && map.items.length > 0;
}

/** Rewrites the whole file. Used for maps in another style. */
function rewritten(document: Document.Parsed, path: Path, value: unknown): string {
  const map = document.get(path[0]);
  if (value === undefined) document.deleteIn(path);
  else if (path.length === 2 && !(isMap(map) && map.items.length > 0))
    document.set(path[0], document.createNode({ [path[1]]: value }, { flow: false }));
  else document.setIn(path, value);
  return document.toString(STYLE);
}

/** Adds an entry after the last one of a map, with its indentation. */
function appended(text: string, map: BlockMap, entry: string): string {
  const last = map.items[map.items.length - 1];
  if (last === undefined) throw new Error("the map has no entries");
  const [start] = last.key.range;
  const indentation = text.slice(lineStart(text, start), start);
  const end = nextLine(text, endOf(text, last.value ?? last.key));
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${indentation}${entry}\n${text.slice(end)}`;
}

/** The end of a node's last line, without the blank lines and comments that follow it. */
function endOf(text: string, node: ParsedNode): number {
  const [start, end] = node.range;
  const value = text.slice(start, end).trimEnd();
  return start + (isScalar(node) ? value : value.replace(/(\s*\n[ \t]*(#[^\n]*)?)*$/, "")).length;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** The YAML of a value on one line, with the quotes of the value that it replaces. */
function source(value: unknown, before?: ParsedNode | null): string {
  const document = new Document(value);
  const { contents } = document;
  const quotes = isScalar(before) ? before.type : undefined;
  // The engine reads YAML 1.1, in which a time without quotes is no text.
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && /^\d{4}-\d{1,2}-\d{1,2}/.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  if (isCollection(contents)) contents.flow = true;
  else if (isScalar(contents) && (quotes === Scalar.QUOTE_DOUBLE || quotes === Scalar.QUOTE_SINGLE))
    contents.type = quotes;
  return document.toString(STYLE).trimEnd();
}
