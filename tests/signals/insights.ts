/** What CloudWatch Logs stores of a record, and the part of CloudWatch Logs Insights that the runbooks use. */
import type { StoredRecord } from "./stored";

/** Fields of an event by their names in Logs Insights, in which those of inner objects have a path. */
export type Event = Readonly<Record<string, string>>;

/**
 * The event that the exporter makes of a record, with the names of its `cwLogBody`:
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/exporter/awscloudwatchlogsexporter/exporter.go
 */
export function eventOf({
  text,
  traceId,
  spanId,
  severity,
  attributes,
  resource,
  time,
}: StoredRecord): Event {
  const below = (path: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]): [string, string] => [`${path}.${name}`, value]);
  const event: Event = {
    "@timestamp": new Date(time).toISOString(),
    ...{ body: text, severity_text: severity, trace_id: traceId, span_id: spanId },
    ...Object.fromEntries([...below("attributes", attributes), ...below("resource", resource)]),
  };
  // The exporter leaves out what is empty.
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== ""));
}

/** The fields of an event as Logs Insights finds them in its JSON: those of inner objects have a path. */
export function flatten(event: object, path = ""): Event {
  return Object.fromEntries(
    Object.entries(event).flatMap(([name, value]): [string, string][] =>
      typeof value === "object" && value !== null
        ? Object.entries(flatten(value, `${path}${name}.`))
        : [[`${path}${name}`, String(value)]],
    ),
  );
}

/** A query that was read. */
export interface Query {
  /** Names of the fields that it reads from events. */
  readonly reads: readonly string[];
  /** The events that it finds, with the fields that it parses. */
  readonly find: (events: readonly Event[]) => readonly Event[];
}

/** A command of a query: what it reads, the fields that it adds, and what it does with the events. */
interface Command {
  readonly reads: readonly string[];
  readonly adds?: readonly string[];
  readonly run?: (events: readonly Event[]) => readonly Event[];
}

/**
 * Reads a query: fields, filter, parse, stats, sort and limit, as far as the runbooks use them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 *
 * @throws Error for what it does not know
 */
export function readQuery(text: string): Query {
  const commands = splitOutside(text, /\|/).map(readCommand);
  const added = new Set(commands.flatMap(({ adds = [] }) => adds));
  return {
    reads: [...new Set(commands.flatMap(({ reads }) => reads))].filter((name) => !added.has(name)),
    find: (events) => commands.reduce((rest, { run }) => run?.(rest) ?? rest, events),
  };
}

function readCommand(text: string): Command {
  const [, name = "", rest = ""] = /^(\w+) (.+)$/.exec(text) ?? [];
  switch (name) {
    case "fields":
      return { reads: rest.split(",").map(readField) };
    case "filter":
      return readFilter(rest);
    case "parse":
      return readParse(rest);
    case "stats":
      return readStats(rest);
    case "sort":
      return { reads: [readField(rest.replace(/ (asc|desc)$/, ""))] };
    case "limit":
      if (/^\d+$/.test(rest)) return { reads: [] };
  }
  throw new Error(`a query of the runbooks has a command that this test does not know: ${text}`);
}

/** Conditions between `and`: a field that equals a text, or that a pattern or a part of a text finds. */
function readFilter(text: string): Command {
  const conditions = splitOutside(text, /\band\b/).map((condition) => {
    const [, field = "", value] = /^(\S+) = "([^"]*)"$/.exec(condition) ?? [];
    if (value !== undefined) return { field: readField(field), holds: (of: string) => of === value };
    const [, name = "", pattern] = /^(\S+) like \/(.+)\/$/.exec(condition) ?? [];
    if (pattern === undefined) throw new Error(`a condition that this test does not know: ${condition}`);
    const expression = new RegExp(pattern);
    return { field: readField(name), holds: (of: string) => expression.test(of) };
  });
  return {
    reads: conditions.map(({ field }) => field),
    run: (events) =>
      events.filter((event) =>
        conditions.every(({ field, holds }) => event[field] !== undefined && holds(event[field])),
      ),
  };
}

/** `parse body '"route":"*"' as route`: a star is what becomes the field. */
function readParse(text: string): Command {
  const [, field = "", pattern = "", as = ""] = /^(\S+) '([^']+)' as (\w+)$/.exec(text) ?? [];
  const [before, after, ...more] = pattern.split("*");
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`a pattern that this test does not know: ${text}`);
  const parse = (value = "") => {
    const from = value.indexOf(before);
    const to = value.indexOf(after, from + before.length);
    return from < 0 || to < 0 ? undefined : value.slice(from + before.length, to);
  };
  return {
    reads: [readField(field)],
    adds: [as],
    run: (events) =>
      events.map((event) => {
        const value = parse(event[field]);
        return value === undefined ? event : { ...event, [as]: value };
      }),
  };
}

/** `stats count(*) as requests, pct(seconds, 99) as slowest by route`. The events stay as they are. */
function readStats(text: string): Command {
  const [values = "", groups = ""] = text.split(" by ");
  const names = splitOutside(`${values}, ${groups}`, /,(?![^(]*\))/).flatMap((each) => {
    const [, call, inside = ""] = /^(count|pct|avg|max|bin)\(([^)]+)\)( as \w+)?$/.exec(each) ?? [];
    if (call === undefined) return [readField(each)];
    return call === "bin" || inside === "*" ? [] : [readField(inside.replace(/, \d+$/, ""))];
  });
  return { reads: names, adds: [...text.matchAll(/ as (\w+)/g)].map(([, name = ""]) => name) };
}

function readField(text: string): string {
  const name = text.trim();
  if (!/^@?[a-z][\w.]*$/.test(name)) throw new Error(`not the name of a field: ${name}`);
  return name;
}

/** Splits a text where the separator is not in quotation marks or in a pattern. */
function splitOutside(text: string, separator: RegExp): string[] {
  const hidden: string[] = [];
  const hide = (part: string) => `§${hidden.push(part) - 1}§`;
  const shown = text.replaceAll(/"[^"]*"|'[^']*'|\/(?:[^/\\]|\\.)+\//g, hide);
  return shown
    .split(separator)
    .map((part) => part.replaceAll(/§(\d+)§/g, (_, at: string) => hidden[Number(at)] ?? "").trim());
}
