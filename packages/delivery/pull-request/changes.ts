import type { Change, PropertyChange } from "../preview/preview";
import { code } from "./markdown";

/** How many entries of long lists are shown. */
export interface Room {
  /** Changes of one kind, policy results, diagnostics. */
  readonly items: number;
  /** Properties of one change. */
  readonly properties: number;
}

/** Whether an existing resource is deleted or replaced. A reviewer must not miss this. */
export function isDangerous({ op, retained }: Change): boolean {
  return op === "replace" || (op === "delete" && retained !== true);
}

/** Worst first: protected before others, deletions before replacements, else in the engine's order. */
export function worstFirst(changes: readonly Change[]): Change[] {
  const weight = (change: Change) => (change.protected ? 0 : 2) + (change.op === "delete" ? 0 : 1);
  return changes.toSorted((a, b) => weight(a) - weight(b));
}

/** Formats changes as a list, worded as planned or as found. Entries that do not fit are counted. */
export function listOf(
  changes: readonly Change[],
  room: Room,
  tense: "planned" | "found" = "planned",
): string {
  const words = tense === "planned" ? plannedWords : foundWords;
  const lines = changes.slice(0, room.items).map((change) => changeItem(change, words(change), room));
  return [...lines, ...more(changes.length - room.items, "-")].join("\n");
}

/** A line with the number of entries that did not fit. */
export function more(count: number, bullet: string): string[] {
  return count > 0 ? [`${bullet} … and ${count.toLocaleString("en-US")} more`] : [];
}

function changeItem({ name, type, properties }: Change, words: string, room: Room): string {
  const head = `- ${words} ${code(name)} ${code(shortType(type))}`;
  // Properties that force a replacement come first.
  const ordered = properties.toSorted((a, b) => Number(b.replaces) - Number(a.replaces));
  const lines = ordered.slice(0, room.properties).map((each) => `  - ${propertyText(each)}`);
  return [head, ...lines, ...more(properties.length - room.properties, "  -")].join("\n");
}

function foundWords(change: Change): string {
  return `${change.op === "delete" ? "⚠ **gone**" : "changed"}${change.protected ? " **PROTECTED**" : ""}`;
}

function plannedWords(change: Change): string {
  const guarded = change.protected ? " **PROTECTED**" : "";
  if (change.op === "replace") {
    const how = change.deletedFirst ? " (deleted before the new one exists)" : "";
    return `⚠ **replace**${how}${guarded}`;
  }
  if (change.op === "delete" && change.retained)
    return `take out of the state (it stays in the cloud)${guarded}`;
  if (change.op === "delete") return `⚠ **delete**${guarded}`;
  return change.op === "forget" ? `take out of the state${guarded}` : change.op;
}

function propertyText({ path, kind, replaces, before, after, secret }: PropertyChange): string {
  const why = replaces ? " **forces the replacement**" : "";
  return `${code(path)} ${secret ? "changes; it is secret and not shown" : difference(kind, before, after)}${why}`;
}

function difference(kind: PropertyChange["kind"], before?: string, after?: string): string {
  if (kind === "add") return after === undefined ? "added" : `added: ${code(after)}`;
  if (kind === "delete") return before === undefined ? "removed" : `removed, was ${code(before)}`;
  if (before === undefined && after === undefined) return "changes";
  return `${before === undefined ? "(nothing)" : code(before)} → ${after === undefined ? "(nothing)" : code(after)}`;
}

/** The type as the engine displays it: `aws:rds/instance:Instance` is `aws:rds:Instance`. */
function shortType(type: string): string {
  return type.replace(/^([^:]+):([^:/]+)\/[^:]+:([^:]+)$/, "$1:$2:$3").replace(":index:", ":");
}
