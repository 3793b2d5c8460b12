import type { Preview } from "../preview/preview";
import { listOf, type Room } from "../pull-request/changes";
import { block, link } from "../pull-request/markdown";

/** The result of a nightly drift check of a stack. It is "unknown" if the preview failed. */
export type DriftState = "none" | "drifted" | "unknown";

export interface DriftArgs {
  readonly previews: readonly Preview[];
  /** URL of the run that checked. */
  readonly run?: string | undefined;
  readonly fits: (text: string) => boolean;
}

/**
 * Whether a stack matches its program. Changes of the next `up` and changes made outside Pulumi both count as drift. A
 * failed preview proves nothing.
 */
export function driftState({ result, changes, drift }: Preview): DriftState {
  if (drift.length + changes.length > 0) return "drifted";
  return result === "succeeded" ? "none" : "unknown";
}

/** The state of all stacks together: "drifted" takes precedence over "unknown". */
export function overallState(previews: readonly Preview[]): DriftState {
  const states = previews.map(driftState);
  if (states.includes("drifted")) return "drifted";
  return states.includes("unknown") ? "unknown" : "none";
}

/** The issue's title: the stacks and their state. */
export function driftTitle(previews: readonly Preview[]): string {
  const named = (state: DriftState) =>
    previews.filter((preview) => driftState(preview) === state).map(({ stack }) => stack);
  const parts = [
    named("drifted").length > 0 ? `drift in ${named("drifted").join(", ")}` : "",
    named("unknown").length > 0 ? `unknown whether ${named("unknown").join(", ")} drifted` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "No drift" : `Infrastructure: ${parts.join("; ")}`;
}

/** The issue's text, shortened if necessary. */
export function driftText(args: DriftArgs): string {
  let text = "";
  for (const room of rooms) {
    text = render(args, room);
    if (args.fits(text)) return text;
  }
  return text;
}

const rooms: readonly Room[] = [
  { items: Number.POSITIVE_INFINITY, properties: 50 },
  ...[1000, 300, 100, 50, 20, 5, 1, 0].map((items) => ({ items, properties: 5 })),
];

function render({ previews, run }: DriftArgs, room: Room): string {
  return [
    overallState(previews) === "unknown"
      ? "The nightly check could not determine whether the infrastructure matches the repository."
      : "The nightly check found that the infrastructure does not match the repository.",
    ...previews.map((preview) => stackText(preview, room)),
    "**What to do:** if a change made outside Pulumi is correct, add it to the program. If not, " +
      "`pulumi up -s STACK` reverts it. Changes that are not deployed yet disappear with the next deployment. " +
      "This issue is kept up to date, and closed when the difference is gone.",
    `<sub>${run === undefined ? "" : `Found by ${link("this run", run)}. `}Secrets are not shown.</sub>`,
  ].join("\n\n");
}

function stackText(preview: Preview, room: Room): string {
  const { stack, changes, drift, diagnostics, result, same } = preview;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const parts = [`### ${stack}: ${stateText(preview)}`];
  if (result === "failed") {
    parts.push("The preview failed, so this list is incomplete, and an empty list proves nothing.");
    parts.push(...errors.slice(0, 5).map(({ message }) => block(message, room.items > 20 ? 4000 : 800)));
  }
  if (drift.length > 0) parts.push(`**Changed outside Pulumi:**\n\n${listOf(drift, room, "found")}`);
  if (changes.length > 0)
    parts.push(`**Changes that \`pulumi up -s ${stack}\` would make:**\n\n${listOf(changes, room)}`);
  if (driftState(preview) === "none") parts.push(`All ${same} resources match the program.`);
  return parts.join("\n\n");
}

function stateText(preview: Preview): string {
  const { drift, changes } = preview;
  switch (driftState(preview)) {
    case "drifted":
      return `⚠ ${drift.length} drifted, ${changes.length} to change`;
    case "unknown":
      return "❌ unknown";
    case "none":
      return "no drift";
  }
}
