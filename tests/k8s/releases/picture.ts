/** Draws a release as SVG: the share of the requests that the new version gets, and the requests that fail. */
import type { Moment } from "./record";

/** What a picture shows. */
interface Recorded {
  /** Such as "canary of a version with 5 % errors". */
  readonly title: string;
  /** Such as "aborted at 5 %". */
  readonly ending: string;
  readonly moments: readonly Moment[];
}

const size = { width: 820, height: 420 };
const plot = { left: 64, width: 730, top: 64, height: 120, gap: 60 };
/** Requests are counted over this time, in seconds: single requests would make a ragged line. */
const windowSeconds = 5;

interface Point {
  readonly seconds: number;
  readonly value: number;
}

/**
 * @throws Error with fewer than two moments, of which no line can be drawn
 */
export function drawRelease({ title, ending, moments }: Recorded): string {
  const last = moments.at(-1);
  if (last === undefined || moments.length < 2)
    throw new Error(`${moments.length} moments of the release were recorded; a picture needs at least 2`);
  const shares = rates(moments, ({ next, previous }, from) =>
    share(next - from.next, next - from.next + previous - from.previous),
  );
  const errors = rates(moments, ({ failed, next, previous }, from) =>
    share(failed - from.failed, next - from.next + previous - from.previous),
  );
  const weights = moments.flatMap(({ seconds, weight }, at): Point[] => {
    const before = moments[at - 1];
    const step = before !== undefined && before.weight !== weight ? [{ seconds, value: before.weight }] : [];
    return [...step, { seconds, value: weight }];
  });
  const requests = last.next + last.previous;
  const summary = `${ending} after ${last.seconds.toFixed(0)} s: ${last.failed} of ${requests} requests failed`;
  const upper = { top: plot.top, most: niceMaximum([...shares, ...weights]) };
  const lower = { top: plot.top + plot.height + plot.gap, most: niceMaximum(errors) };
  const line = (points: readonly Point[], panel: Panel, style: string) =>
    `<polyline ${style} points="${points.map((each) => place(each, panel, last.seconds)).join(" ")}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" ` +
      `font-family="sans-serif" font-size="12" role="img" aria-label="${toText(`${title}: ${summary}`)}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${plot.left}" y="20" font-size="15" font-weight="bold">${toText(title)}</text>`,
    `<text x="${plot.left}" y="38" fill="#555555">${toText(summary)}</text>`,
    ...axes(upper, "share of the new version", last.seconds),
    line(weights, upper, `fill="none" stroke="#9aa5b1" stroke-width="2" stroke-dasharray="5 3"`),
    line(shares, upper, `fill="none" stroke="#1f6feb" stroke-width="2"`),
    ...axes(lower, "failed, of all requests", last.seconds),
    line(errors, lower, `fill="none" stroke="#cf222e" stroke-width="2"`),
    `<text x="${plot.left}" y="${size.height - 14}" fill="#555555">seconds since the release began; dashed: the weight in the Ingress; ` +
      `requests of the last ${windowSeconds} s</text>`,
    "</svg>",
    "",
  ].join("\n");
}

interface Panel {
  readonly top: number;
  /** The largest value of the axis, in percent. */
  readonly most: number;
}

/** A value for each moment, of the requests since the moment before the window. */
function rates(moments: readonly Moment[], rate: (now: Moment, from: Moment) => number): Point[] {
  return moments.map((now, at) => {
    const from =
      moments.findLast(({ seconds }) => seconds <= now.seconds - windowSeconds) ?? moments[0] ?? now;
    return { seconds: now.seconds, value: at === 0 ? 0 : rate(now, from) };
  });
}

const share = (part: number, all: number) => (all > 0 ? (100 * part) / all : 0);

function niceMaximum(points: readonly Point[]): number {
  const most = Math.max(...points.map(({ value }) => value));
  return [1, 2, 5, 10, 20, 50].find((each) => each >= most) ?? 100;
}

function place({ seconds, value }: Point, { top, most }: Panel, end: number): string {
  const x = plot.left + (plot.width * seconds) / end;
  const y = top + plot.height * (1 - value / most);
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

function axes({ top, most }: Panel, label: string, end: number): string[] {
  const bottom = top + plot.height;
  const marks = [0, 0.5, 1].map((part) => {
    const y = bottom - plot.height * part;
    return (
      `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y}" y2="${y}" stroke="#e1e4e8"/>` +
      `<text x="${plot.left - 8}" y="${y + 4}" text-anchor="end">${most * part} %</text>`
    );
  });
  const times = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${plot.left + plot.width * part}" y="${bottom + 18}" text-anchor="middle">${(end * part).toFixed(0)}</text>`,
  );
  return [
    ...marks,
    ...times,
    `<text x="${plot.left}" y="${top - 8}" font-weight="bold">${toText(label)}</text>`,
  ];
}

const toText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
