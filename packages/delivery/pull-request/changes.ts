import type { Change, PropertyChange } from "../preview/preview";
import { code } from "./markdown";

/** How much of a long list is shown. */
export interface Room {
  /** Changes of one kind, policy results, diagnostics. */
  readonly items: number;
  /** Properties of one change. */
  readonly properties: number;
}

/** Whether something that exists goes away; a reviewer must not miss it. */
export function isDangerous({ op, retained }: Change): boolean {
  return op === "replace" || (op === "delete" && retained !== true);
}

/** Worst first: protected before others, deletions before replacements, else in the engine's order. */
export function worstFirst(changes: readonly Change[]): Change[] {
  const weight = (change: Change) => (change.protected ? 0 : 2) + (change.op === "delete" ? 0 : 1);
  return changes.toSorted((a, b) => weight(a) - weight(b));
}

/** Changes as a list, as something that is going to happen or that has been found; what has no room is counted. */
export function listOf(
  changes: readonly Change[],
  room: Room,
  tense: "planned" | "found" = "planned",
): string {
  const words = tense === "planned" ? plannedWords : foundWords;
  const lines = changes.slice(0, room.items).map((change) => changeItem(change, words(change), room));
  return [...lines, ...more(changes.length - room.items, "-")].join("\n");
}

/** How many items of a list had no room. */
export function more(count: number, bullet: string): string[] {
  return count > 0 ? [`${bullet} … and ${count.toLocaleString("en-US")} more`] : [];
}

function changeItem({ name, type, properties }: Change, words: string, room: Room): string {
  const head = `- ${words} ${code(name)} ${code(shortType(type))}`;
  // What forces a replacement comes first; the rest is detail.
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

/** As the engine shows it: `aws:rds/instance:Instance` is `aws:rds:Instance`. */
function shortType(type: string): string {
  return type.replace(/^([^:]+):([^:/]+)\/[^:]+:([^:]+)$/, "$1:$2:$3").replace(":index:", ":");
}
