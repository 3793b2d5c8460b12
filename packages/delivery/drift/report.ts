import type { Preview } from "../preview/preview";
import { listOf, type Room } from "../pull-request/changes";
import { block, link } from "../pull-request/markdown";

/** What a nightly look at one stack says: it may also be that nobody knows. */
export type DriftState = "none" | "drifted" | "unknown";

export interface DriftArgs {
  readonly previews: readonly Preview[];
  /** The run that looked, as a URL. */
  readonly run?: string | undefined;
  readonly fits: (text: string) => boolean;
}

/**
 * Whether a stack is as its program says. Anything that the next `up` would do counts, and so does what somebody did
 * in the cloud. A preview that failed is no proof of anything.
 */
export function driftState({ result, changes, drift }: Preview): DriftState {
  if (drift.length + changes.length > 0) return "drifted";
  return result === "succeeded" ? "none" : "unknown";
}

/** The state of all stacks together: one that has drifted matters more than one that is unknown. */
export function overallState(previews: readonly Preview[]): DriftState {
  const states = previews.map(driftState);
  if (states.includes("drifted")) return "drifted";
  return states.includes("unknown") ? "unknown" : "none";
}

/** The issue's title: which stacks, and what about them. */
export function driftTitle(previews: readonly Preview[]): string {
  const named = (state: DriftState) =>
    previews.filter((preview) => driftState(preview) === state).map(({ stack }) => stack);
  const parts = [
    named("drifted").length > 0 ? `drift in ${named("drifted").join(", ")}` : "",
    named("unknown").length > 0 ? `unknown whether ${named("unknown").join(", ")} drifted` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "No drift" : `Infrastructure: ${parts.join("; ")}`;
}

/** The issue's text, cut where it has to be. */
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
      ? "The nightly look could not tell whether what is there is what the repository says."
      : "The nightly look found that what is there is not what the repository says.",
    ...previews.map((preview) => stackText(preview, room)),
    "**What to do:** if somebody changed it by hand and was right, put it into the program; if not, " +
      "`pulumi up -s STACK` puts it back. What is merely not deployed yet goes away with the next deployment. " +
      "This issue is kept up to date, and closed when the difference is gone.",
    `<sub>${run === undefined ? "" : `Found by ${link("this run", run)}. `}Secrets are not shown.</sub>`,
  ].join("\n\n");
}

function stackText(preview: Preview, room: Room): string {
  const { stack, changes, drift, diagnostics, result, same } = preview;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const parts = [`### ${stack}: ${stateText(preview)}`];
  if (result === "failed") {
    parts.push("The preview failed, so that what is listed is not all, and nothing listed is no proof.");
    parts.push(...errors.slice(0, 5).map(({ message }) => block(message, room.items > 20 ? 4000 : 800)));
  }
  if (drift.length > 0)
    parts.push(`**Changed in the cloud, behind Pulumi's back:**\n\n${listOf(drift, room, "found")}`);
  if (changes.length > 0)
    parts.push(`**What \`pulumi up -s ${stack}\` would do now:**\n\n${listOf(changes, room)}`);
  if (driftState(preview) === "none") parts.push(`All ${same} resources are as the program says.`);
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
