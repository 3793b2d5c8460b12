import { knownTypes } from "@groundwork/rehearse/cloud";
import { isCounted } from "@groundwork/rehearse/cloud/counting";
import type { Registry } from "@groundwork/rehearse/cloud/registry";
import type { EngineEvent, State, Step } from "./events";
import type { Change, Diagnostic, PolicyResult, Preview, PropertyChange } from "./preview";
import { releasesOf } from "./releases";
import { differingPaths, holdsSecret, shortened, shownAt, stepsOf } from "./values";

/** Information about a preview that is not in the engine's events. */
export interface DigestArgs {
  readonly stack: string;
  readonly at: Date;
  /** Whether the engine's exit status was 0. */
  readonly succeeded: boolean;
  /** The engine's stderr, for failures before the first event. */
  readonly stderr: string;
  /** The registry of resource types, which defines the secret properties. Default: the built-in types. */
  readonly types?: Registry;
}

/**
 * Reduces a preview to what a reviewer needs. The events contain every property of every resource, and debug messages in
 * which secrets are not masked. The digest contains only values that differ, and no secrets.
 */
export function digest(
  events: readonly EngineEvent[],
  { stack, at, succeeded, stderr, types = knownTypes }: DigestArgs,
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
    same: planned.filter((step) => step.op === "same" && isResource(step)).length,
    changes: changesOf(planned, types),
    drift: driftOf(events, types),
    releases: releasesOf(planned),
    policyPacks: summary?.PolicyPacks ?? {},
    policies: events.flatMap(({ policyEvent }) => (policyEvent ? [policyResultOf(policyEvent)] : [])),
    diagnostics: failed ? [...diagnostics, { severity: "error", message: lastError(stderr) }] : diagnostics,
  };
}

/** Merges the up to three steps of a replacement into one change. */
function changesOf(steps: readonly Step[], types: Registry): Change[] {
  const order: string[] = [];
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) {
    if (operations[step.op] === undefined || isComponent(step) || step.type === engineProvider) continue;
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

/** The changes that the refresh found: it announces every resource, and reports the result after reading it. */
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
    // `pulumi refresh` reports the operation. A preview with refresh reports only the states before and after.
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
 * Whether a path leads to an output of a resource with secret inputs. The engine does not mark outputs as secret that
 * the provider computes from secret inputs (`tagsAll` from `tags`).
 */
function mayRepeatSecret(state: State | null | undefined, path: string): boolean {
  const inputs = state?.inputs ?? {};
  return !((stepsOf(path)[0] ?? "") in inputs) && holdsSecret(inputs);
}

/** The engine's kinds without the suffix for replacements: `update-replace` is `update`. */
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

/** Errors and warnings, without duplicates: the engine reports an error of the program a second time at the end. */
function diagnosticsOf(events: readonly EngineEvent[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const { diagnosticEvent: event } of events) {
    if (!event || event.ephemeral) continue;
    if (event.severity !== "error" && event.severity !== "warning") continue;
    const message = plain(event.message);
    const urn = event.urn === "" ? undefined : event.urn;
    seen.set(`${urn} ${message}`, { severity: event.severity, message, ...(urn ? { urn } : {}) });
  }
  // The engine's final "preview failed" adds nothing if another error has the reason.
  const all = [...seen.values()];
  const reasons = all.filter(({ severity, message }) => severity !== "error" || message !== "preview failed");
  return reasons.some(({ severity }) => severity === "error") ? reasons : all;
}

/** The engine's errors in stderr, or else the last lines. */
function lastError(stderr: string): string {
  const text = plain(stderr);
  const at = text.search(/^error: /m);
  return (
    (at >= 0 ? text.slice(at) : text.split("\n").slice(-20).join("\n")) || "pulumi ended without a message"
  );
}

/** Removes colours: the engine's tags such as <{%reset%}>, and terminal escape sequences. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape character begins a terminal's colour
  return text.replaceAll(/<\{%.*?%\}>|\u001b\[[0-9;]*[A-Za-z]/g, "").trim();
}

/** The name in a URN. A name may contain colons. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

/** The engine's provider for itself, with which a program reads the outputs of stacks. */
const engineProvider = "pulumi:providers:pulumi";

/** Components, and the stack itself, exist in the state only. */
function isComponent({ old, new: now }: Step): boolean {
  return (now ?? old)?.custom !== true;
}

/** Counts as the plan and the report do. Providers are listed if they change. */
function isResource(step: Step): boolean {
  return isCounted({ type: step.type, custom: !isComponent(step) });
}
