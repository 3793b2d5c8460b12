/** Edits the text of a stack's file. Comments and the formatting of other lines stay unchanged. */
import { editYaml } from "@groundwork/rehearse/project/edit-yaml";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import { parse } from "yaml";

/** Longest line of a list; longer lists have one entry a line. */
const LINE_WIDTH = 110;

/** The settings in a stack file, by key without the namespace. */
export function settingsIn(text: string, project: string): ChangedSettings {
  return Object.fromEntries(
    Object.entries(configOf(text)).flatMap(([key, value]) =>
      key.startsWith(`${project}:`) ? [[key.slice(project.length + 1), value] as const] : [],
    ),
  );
}

/** Gives the keys another namespace. */
export function renameNamespace(text: string, from: string, to: string): string {
  return from === to ? text : text.replaceAll(new RegExp(`^( +["']?)${from}:(?=[A-Za-z])`, "gm"), `$1${to}:`);
}

/** Sets settings, by key without the namespace. Undefined removes a key. */
export function setSettings(text: string, project: string, settings: ChangedSettings): string {
  return Object.entries(settings).reduce((edited, [name, value]) => {
    const key = `${project}:${name}`;
    const now = editYaml(edited, ["config", key], value);
    return now === edited || !Array.isArray(value) ? now : breakList(now, key, value);
  }, text);
}

/** Writes a long list with one entry a line. */
function breakList(text: string, key: string, list: readonly unknown[]): string {
  return text
    .split("\n")
    .map((line) => {
      const [, start] = /^( +\S+:) \[/.exec(line) ?? [];
      if (start === undefined || start.trim() !== `${key}:` || line.length <= LINE_WIDTH) return line;
      const entries = parse(line.slice(start.length));
      const indentation = " ".repeat(line.search(/\S/) + 2);
      return [start, ...list.map((_, at) => `${indentation}- ${entries[at]}`)].join("\n");
    })
    .join("\n");
}

/** Removes the marks that ask for a value: the beginning of the comment above a key, and the comment beside it. */
export function removeMarks(text: string, project: string, keys: readonly string[]): string {
  const lines = text.split("\n");
  for (const key of keys) {
    const at = lines.findIndex((line) => line.trimStart().startsWith(`${project}:${key}:`));
    if (at === -1) continue;
    lines[at] = (lines[at] ?? "").replace(/ # EDIT$/, "");
    let first = at;
    while (/^ *#/.test(lines[first - 1] ?? "")) first--;
    lines[first] = (lines[first] ?? "").replace(
      /^( *# )EDIT: (.)/,
      (_, start: string, letter: string) => start + letter.toUpperCase(),
    );
  }
  return lines.join("\n");
}

/**
 * The text for a new stack, from the file of another one. It has neither that stack's key and encrypted values, nor its name in
 * comments.
 */
export function deriveStack(text: string, from: string, to: string): string {
  const withoutKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"].reduce(
    (edited, key) => editYaml(edited, [key], undefined),
    text,
  );
  const secret = Object.entries(configOf(withoutKeys)).filter(([, value]) => containsSecret(value));
  const withoutSecrets = secret.reduce(
    (edited, [key]) => editYaml(edited, ["config", key], undefined),
    withoutKeys,
  );
  const name = new RegExp(`(?<![\\w-])${from}(?![\\w-])`, "g");
  return withoutSecrets.replaceAll(/(^|\s)#.*$/gm, (comment) => comment.replaceAll(name, to));
}

function containsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(containsSecret);
}

function configOf(text: string): Readonly<Record<string, unknown>> {
  const content: unknown = parse(text);
  const config: unknown = Reflect.get(Object(content), "config");
  return typeof config === "object" && config !== null ? { ...config } : {};
}
