import { knownTypes } from "@groundwork/rehearse/cloud";
import type { Registry } from "@groundwork/rehearse/cloud/registry";
import type { EngineEvent, State, Step } from "./events";
import type { Change, Diagnostic, PolicyResult, Preview, PropertyChange } from "./preview";
import { differingPaths, holdsSecret, shortened, shownAt, stepsOf } from "./values";

/** What the engine's events do not say. */
export interface DigestArgs {
  readonly stack: string;
  readonly at: Date;
  /** Whether the engine's exit status was 0. */
  readonly succeeded: boolean;
  /** What it said to a person, for failures before the first event. */
  readonly said: string;
  /** What is known about resource types: which properties hold secrets. Default: the built-in types. */
  readonly types?: Registry;
}

/**
 * What a reviewer needs of a preview, and nothing else: the events hold every property of every resource, and debug
 * messages that nobody masked. Of values only those that differ stay, and no secret ones.
 */
export function digest(
  events: readonly EngineEvent[],
  { stack, at, succeeded, said, types = knownTypes }: DigestArgs,
): Preview {
  const summary = events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const planned = steps.filter(({ op }) => op !== "refresh");
  const diagnostics = diagnosticsOf(events);
  const failed = !succeeded && !diagnostics.some(({ severity }) => severity === "error");
  return {
    version: 1,
    stack,
    at: at.toISOString(),
    seconds: summary?.durationSeconds ?? 0,
    result: succeeded && summary?.result !== "failed" ? "succeeded" : "failed",
    same: planned.filter(({ op, type }) => op === "same" && isResource(type)).length,
    changes: changesOf(planned, types),
    drift: driftOf(events, types),
    policyPacks: summary?.PolicyPacks ?? {},
    policies: events.flatMap(({ policyEvent }) => (policyEvent ? [policyResultOf(policyEvent)] : [])),
    diagnostics: failed ? [...diagnostics, { severity: "error", message: lastWords(said) }] : diagnostics,
  };
}

/** A replacement is up to three steps: here they are one change. */
function changesOf(steps: readonly Step[], types: Registry): Change[] {
  const order: string[] = [];
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) {
    if (operations[step.op] === undefined || step.type === stackType) continue;
    if (!byUrn.has(step.urn)) order.push(step.urn);
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  return order.flatMap((urn) => {
    const all = byUrn.get(urn) ?? [];
    const replaced = all.find(({ op }) => operations[op] === "replace" && op !== "delete-replaced");
    const step = replaced ?? all[0];
    if (step === undefined) return [];
    const change = changeOf(types, step, replaced ? "replace" : (operations[step.op] ?? "update"));
    const deletedFirst = replaced !== undefined && all[0]?.op === "delete-replaced";
    return [deletedFirst ? { ...change, deletedFirst } : change];
  });
}

const operations: Readonly<Record<string, Change["op"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  "read-replacement": "replace",
  discard: "forget",
  "discard-replaced": "forget",
  import: "import",
};

/** What the refresh found: it announces every resource, and tells the result when it has read it. */
function driftOf(events: readonly EngineEvent[], types: Registry): Change[] {
  const reading = new Set<string>();
  const drift: Change[] = [];
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    const announced = resourcePreEvent?.metadata;
    if (announced?.op === "refresh") reading.add(announced.urn);
    else if (announced) reading.delete(announced.urn);
    const found = resOutputsEvent?.metadata;
    if (!found || !reading.has(found.urn)) continue;
    reading.delete(found.urn);
    // `pulumi refresh` names what it found; a preview that refreshes leaves it to the states on both sides.
    if (found.op === "delete" || !found.new) drift.push(changeOf(types, found, "delete"));
    else if (found.op === "update" || (found.diffs ?? []).length > 0)
      drift.push(changeOf(types, found, "update"));
  }
  return drift;
}

function changeOf(types: Registry, step: Step, op: Change["op"]): Change {
  const { urn, type } = step;
  const state = step.old ?? step.new;
  return {
    op,
    urn,
    type,
    name: nameOf(urn),
    protected: state?.protect === true || step.new?.protect === true,
    ...(op === "delete" && state?.retainOnDelete ? { retained: true } : {}),
    properties: op === "update" || op === "replace" ? propertiesOf(types, step) : [],
  };
}

function propertiesOf(types: Registry, step: Step): PropertyChange[] {
  const keys = new Set(step.keys ?? []);
  const detailed = Object.entries(step.detailedDiff ?? {});
  if (detailed.length === 0) {
    const names = new Set([...(step.diffs ?? []), ...keys]);
    return [...names].flatMap((path) => propertyOf(types, step, path, "update", keys.has(path), true));
  }
  return detailed.flatMap(([path, { diffKind, inputDiff }]) =>
    propertyOf(
      types,
      step,
      path,
      diffKind,
      diffKind.endsWith("-replace") || keys.has(path),
      inputDiff === true,
    ),
  );
}

function propertyOf(
  types: Registry,
  { type, old, new: now }: Step,
  path: string,
  diffKind: string,
  replaces: boolean,
  ofInputs: boolean,
): PropertyChange[] {
  const sides = { before: sideOf(old, ofInputs), after: sideOf(now, ofInputs || !hasOutputs(now)) };
  return differingPaths(sides.before, sides.after, path).map((leaf) => {
    const before = shownAt(type, sides.before, leaf, types);
    const after = shownAt(type, sides.after, leaf, types);
    const hidden = before.secret || after.secret || [old, now].some((state) => mayRepeatSecret(state, leaf));
    if (hidden) return { path: leaf, kind: kindOf(diffKind), replaces, secret: true };
    const [was, becomes] = shortened(before.text, after.text);
    const kindOfLeaf = was === undefined ? "add" : becomes === undefined ? "delete" : "update";
    return {
      path: leaf,
      kind: leaf === path ? kindOf(diffKind) : kindOfLeaf,
      replaces,
      ...(was === undefined ? {} : { before: was }),
      ...(becomes === undefined ? {} : { after: becomes }),
    };
  });
}

/**
 * Whether a path leads to something that the cloud computed for a resource with secret inputs. What it computed from
 * them (`tagsAll` from `tags`) the engine does not mark as secret.
 */
function mayRepeatSecret(state: State | null | undefined, path: string): boolean {
  const inputs = state?.inputs ?? {};
  return !((stepsOf(path)[0] ?? "") in inputs) && holdsSecret(inputs);
}

/** The engine's kinds without what they say of replacements: `update-replace` is `update`. */
function kindOf(diffKind: string): PropertyChange["kind"] {
  return diffKind.startsWith("add") ? "add" : diffKind.startsWith("delete") ? "delete" : "update";
}

function sideOf(state: State | null | undefined, inputs: boolean): unknown {
  return inputs ? state?.inputs : (state?.outputs ?? state?.inputs);
}

function hasOutputs(state: State | null | undefined): boolean {
  return Object.keys(state?.outputs ?? {}).length > 0;
}

function policyResultOf(event: NonNullable<EngineEvent["policyEvent"]>): PolicyResult {
  const severity = severities.find((each) => each === event.severity);
  return {
    policy: event.policyName,
    pack: event.policyPackName,
    level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    ...(severity ? { severity } : {}),
    message: plain(event.message),
    ...(event.resourceUrn ? { urn: event.resourceUrn } : {}),
  };
}

const severities = ["critical", "high", "medium", "low"] as const;

/** Errors and warnings, each once: the engine repeats what the program's end says again. */
function diagnosticsOf(events: readonly EngineEvent[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const { diagnosticEvent: said } of events) {
    if (!said || said.ephemeral) continue;
    if (said.severity !== "error" && said.severity !== "warning") continue;
    const message = plain(said.message);
    const urn = said.urn === "" ? undefined : said.urn;
    seen.set(`${urn} ${message}`, { severity: said.severity, message, ...(urn ? { urn } : {}) });
  }
  // The engine's last word adds nothing where an error said why.
  const said = [...seen.values()];
  const reasons = said.filter(
    ({ severity, message }) => severity !== "error" || message !== "preview failed",
  );
  return reasons.some(({ severity }) => severity === "error") ? reasons : said;
}

/** The engine's own errors, or else the end of what it said. */
function lastWords(said: string): string {
  const text = plain(said);
  const at = text.search(/^error: /m);
  return (at >= 0 ? text.slice(at) : text.split("\n").slice(-20).join("\n")) || "pulumi ended without a word";
}

/** Without colours: the engine's tags such as <{%reset%}>, and those of terminals. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape character begins a terminal's colour
  return text.replaceAll(/<\{%.*?%\}>|\u001b\[[0-9;]*[A-Za-z]/g, "").trim();
}

/** The last part of a URN; a name may hold colons itself. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

/** The stack itself is no resource to a reader; nor are providers, unless something happens to them. */
const stackType = "pulumi:pulumi:Stack";

function isResource(type: string): boolean {
  return type !== stackType && !type.startsWith("pulumi:providers:");
}
