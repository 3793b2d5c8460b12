import type { Diagnostic, PolicyResult, Preview } from "../preview/preview";
import { isDangerous, listOf, more, type Room, worstFirst } from "./changes";
import { type Cost, costText } from "./cost";
import { block, code, folded } from "./markdown";

/** The section about one stack: dangerous changes first, details collapsed. */
export function stackSection(preview: Preview, cost: Cost | undefined, room: Room): string {
  const { changes, drift, diagnostics } = preview;
  const failed = preview.result === "failed";
  const dangerous = worstFirst(changes.filter(isDangerous));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  const parts = [
    `### ${headline(preview)}`,
    failed && changes.length > 0
      ? "This list is incomplete: it contains what was found before the failure."
      : "",
    failed
      ? errors
          .slice(0, Math.max(1, room.items))
          .map((each) => diagnosticText(each, room))
          .join("\n\n")
      : "",
    dangerous.length > 0
      ? `**⚠ Check this first: ${goneText(dangerous.length)}**\n\n${listOf(dangerous, room)}`
      : "",
    releaseText(preview, room),
    policyText(preview, room),
    cost ? costText(cost) : "",
    ...quietChanges(preview, room),
    drift.length > 0
      ? folded(
          `⚠ ${countOf(drift.length, "resource")} changed outside Pulumi since the last update`,
          `The update reverts these changes, and creates deleted resources again.\n\n${listOf(drift, room, "found")}`,
        )
      : "",
    warnings.length > 0
      ? folded(
          countOf(warnings.length, "warning"),
          [
            ...warnings.slice(0, room.items).map((each) => diagnosticText(each, room)),
            ...more(warnings.length - room.items, ""),
          ].join("\n\n"),
        )
      : "",
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** `prod: ⚠ 1 to REPLACE, 2 to update`. */
function headline(preview: Preview): string {
  const { stack, same } = preview;
  if (preview.result === "failed") return `${stack}: ❌ the preview FAILED`;
  const counts = countsOf(preview);
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} to ${loud(kind)}`);
  if (parts.length === 0) return `${stack}: nothing changes (${countOf(same, "resource")} unchanged)`;
  const danger = preview.changes.some(isDangerous) ? "⚠ " : "";
  return `${stack}: ${danger}${parts.join(", ")}`;
}

const kinds = ["replace", "delete", "create", "update", "other"] as const;

/** The number of changes of each kind. `other` are imports and resources that are only removed from the state. */
export function countsOf({ changes }: Preview): Record<(typeof kinds)[number], number> {
  const counts = { replace: 0, delete: 0, create: 0, update: 0, other: 0 };
  for (const change of changes) {
    if (isDangerous(change)) counts[change.op === "replace" ? "replace" : "delete"] += 1;
    else if (change.op === "create" || change.op === "update") counts[change.op] += 1;
    else counts.other += 1;
  }
  return counts;
}

function loud(kind: (typeof kinds)[number]): string {
  if (kind === "other") return "import or to take out of the state";
  return kind === "replace" || kind === "delete" ? kind.toUpperCase() : kind;
}

function quietChanges({ changes }: Preview, room: Room): string[] {
  const groups = [
    ["to update", changes.filter(({ op }) => op === "update")],
    ["to create", changes.filter(({ op }) => op === "create")],
    ["others", changes.filter((each) => !isDangerous(each) && each.op !== "update" && each.op !== "create")],
  ] as const;
  return groups
    .filter(([, list]) => list.length > 0)
    .map(([what, list]) => folded(`${list.length.toLocaleString("en-US")} ${what}`, listOf(list, room)));
}

/** The steps in which the changed applications get the requests. */
function releaseText({ releases }: Preview, room: Room): string {
  const steps = block(releases.join("\n"), room.items > 20 ? 4000 : 800);
  return releases.length === 0 ? "" : folded("Releases step by step", steps);
}

function policyText({ policies, policyPacks, result }: Preview, room: Room): string {
  const packs = Object.entries(policyPacks).map(([name, version]) =>
    code(version ? `${name} ${version}` : name),
  );
  if (policies.length === 0) {
    if (packs.length > 0) return `**Policies:** ${packs.join(", ")}, no violations.`;
    return result === "failed" ? "" : "**Policies:** no policy was checked.";
  }
  const mandatory = policies.filter(({ level }) => level === "mandatory");
  const advisory = policies.filter(({ level }) => level === "advisory");
  const counts = [
    mandatory.length > 0
      ? `⛔ ${countOf(mandatory.length, "violation")} of a mandatory policy, which stops the deployment`
      : "",
    advisory.length > 0 ? `${countOf(advisory.length, "violation")} of an advisory policy` : "",
  ].filter((each) => each !== "");
  const lines = [...mandatory, ...advisory].slice(0, room.items).map(policyItem);
  return [`**Policies:** ${counts.join("; ")}.\n`, ...lines, ...more(policies.length - room.items, "-")].join(
    "\n",
  );
}

function policyItem({ policy, level, severity, message, urn }: PolicyResult): string {
  const of = urn === undefined ? "" : ` at ${code(urn.split("::").slice(3).join("::") || urn)}`;
  return `- ${level === "mandatory" ? "⛔ **mandatory**" : level}${severity ? `, ${severity}` : ""}: ${code(policy)}${of}\n  ${code(message, 500)}`;
}

function diagnosticText({ urn, message }: Diagnostic, room: Room): string {
  const of = urn === undefined ? "" : `${code(urn.split("::").slice(3).join("::") || urn)}:\n\n`;
  return `${of}${block(message, room.items > 20 ? 4000 : 800)}`;
}

function goneText(count: number): string {
  return `${countOf(count, "resource")} that ${count === 1 ? "exists is" : "exist are"} replaced or deleted`;
}

function countOf(count: number, what: string): string {
  return `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
}
