import type { Preview } from "../preview/preview";
import { isDangerous, type Room } from "./changes";
import { type Cost, costDifference } from "./cost";
import { link } from "./markdown";
import { countsOf, stackSection } from "./stack";

/** One stack's part of the comment. */
export interface StackPreview {
  readonly preview: Preview;
  readonly cost?: Cost | undefined;
}

export interface TextArgs {
  readonly stacks: readonly StackPreview[];
  /** URL of the complete result: the run with its summary and artifacts. */
  readonly details?: string | undefined;
  /** The commit that was previewed, as its hash. */
  readonly commit?: string | undefined;
  /** Whether a text fits into its destination. */
  readonly fits: (text: string) => boolean;
}

/**
 * The comment on a pull request, as GitHub's Markdown. If it does not fit, lists are shortened with a note and a link to
 * the complete result. The overview and the dangerous changes of each stack are shortened last.
 */
export function previewText(args: TextArgs): string {
  const whole = render(args, { items: Number.POSITIVE_INFINITY, properties: 50 }, false);
  if (args.fits(whole)) return whole;
  let text = "";
  for (const room of rooms) {
    text = render(args, room, true);
    if (args.fits(text)) return text;
  }
  return text;
}

const rooms: readonly Room[] = [
  ...[1000, 500, 300, 200, 150, 100].map((items) => ({ items, properties: 10 })),
  ...[100, 75, 50, 30, 20, 10].map((items) => ({ items, properties: 5 })),
  ...[5, 2, 1, 0].map((items) => ({ items, properties: 2 })),
];

function render({ stacks, details, commit }: TextArgs, room: Room, isCut: boolean): string {
  const whole = link("the complete result", details);
  const of =
    commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? ` of commit ${commit.slice(0, 12)}` : "";
  const footer = details === undefined ? "" : `: ${link("details", details)}`;
  return [
    "## What this pull request would change",
    overview(stacks),
    isCut ? `✂ This text is shortened to GitHub's size limit. See ${whole}.` : "",
    ...stacks.map(({ preview, cost }) => stackSection(preview, cost, room)),
    `<sub>Preview${of} after a refresh of the state (\`--refresh\`)${footer}. Secret values are not shown. Each push updates this comment.</sub>`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function overview(stacks: readonly StackPreview[]): string {
  const priced = stacks.some(({ cost }) => cost !== undefined);
  const head = [
    "stack",
    "",
    "replace",
    "delete",
    "create",
    "update",
    ...(priced ? ["fixed cost a month"] : []),
  ];
  const rows = stacks.map(({ preview, cost }) => {
    const { replace, delete: gone, create, update } = countsOf(preview);
    const danger = (count: number) => (count > 0 ? `⚠ **${count}**` : "0");
    const counts =
      preview.result === "failed" ? ["?", "?", "?", "?"] : [danger(replace), danger(gone), create, update];
    return [`**${preview.stack}**`, verdict(preview), ...counts, ...(priced ? [costDifference(cost)] : [])];
  });
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index < 2 ? "---" : "--:"))), ...rows.map(line)].join(
    "\n",
  );
}

function verdict(preview: Preview): string {
  if (preview.result === "failed") return "❌ the preview failed";
  if (preview.policies.some(({ level }) => level === "mandatory")) return "⛔ breaks a mandatory policy";
  const dangerous = preview.changes.filter(isDangerous);
  if (dangerous.some((change) => change.protected)) return "⚠ touches something protected";
  if (dangerous.length > 0) return "⚠ replaces or deletes";
  return preview.changes.length > 0 ? "✔ changes in place" : "✔ nothing changes";
}
