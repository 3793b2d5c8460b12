import type { Report, ReportResource } from "../data";
import { html, type Markup } from "../html";
import { kindOf } from "../names";
import { duration } from "../words";

/** Resources that take less time and are not on the critical path have no row. */
const shortest = 10;
const rowsAtMost = 48;
/** Width of a character of a duration: the line of the slack begins after the text. */
const digit = 7;
const chart = { left: 330, width: 1080, row: 24, top: 26 } as const;

/** The timeline of an `up`, its critical path, and the time that the program's dependencies add. */
export function timeSection(report: Report): Markup {
  const { upSeconds, imposedSeconds, destroySeconds, upPath, destroyPath, needless } = report.time;
  const byUrn = new Map(report.resources.map((resource) => [resource.urn, resource]));
  const added = upSeconds - imposedSeconds;
  return html`<section id="time" aria-labelledby="time-title"><h2 id="time-title">Duration</h2>
<p>An <b>up</b> of an empty stack is expected to take <b>${duration(upSeconds)}</b>, a <b>destroy</b> <b>${duration(destroySeconds)}</b>. The minimum in AWS is ${duration(imposedSeconds)}; the dependencies of the program add ${added === 0 ? "nothing" : duration(added)}.</p>
<div class="wide" tabindex="0">${timeline(report)}</div>
<div class="columns">
<div><h3>Critical path of an up</h3><ol class="chain">${upPath.map((urn) => step(byUrn.get(urn)))}</ol></div>
<div><h3>Critical path of a destroy</h3><p class="quiet">The engine deletes resources in batches; this list shows the slowest resource of each batch.</p><ol class="chain">${destroyPath.map((urn) => html`<li>${byUrn.get(urn)?.name} <span class="type">${byUrn.get(urn)?.type}</span></li>`)}</ol></div>
<div><h3>Unnecessary dependencies</h3>${
    needless.length === 0
      ? html`<p class="quiet">There are none: every <code>dependsOn</code> of the program has a reason, and none makes an up longer.</p>`
      : html`<ul>${needless.map((wait) => html`<li>${wait}</li>`)}</ul>`
  }<p class="quiet">Durations are typical values; the details of each resource show the source. Pulumi adds about one second per resource.</p></div>
</div>
</section>`;
}

function step(resource: ReportResource | undefined): Markup | undefined {
  if (!resource) return undefined;
  return html`<li>${resource.name} <span class="type">${resource.type}</span> <span class="figure">${duration(resource.seconds)}</span></li>`;
}

function timeline(report: Report): Markup {
  const total = Math.max(1, report.time.upSeconds);
  const path = new Set(report.time.upPath);
  const worth = report.resources.filter(
    ({ urn, custom, seconds }) => custom && (seconds >= shortest || (path.has(urn) && seconds > 0)),
  );
  // If there are too many, those on the critical path and the longest are shown.
  const ranked = [...worth].sort(
    (one, other) => Number(path.has(other.urn)) - Number(path.has(one.urn)) || other.seconds - one.seconds,
  );
  const rows = ranked
    .slice(0, rowsAtMost)
    .sort((one, other) => one.start - other.start || other.seconds - one.seconds);
  const scale = (seconds: number) => chart.left + (seconds / total) * (chart.width - chart.left - 60);
  const height = chart.top + rows.length * chart.row + 6;
  const every = [60, 120, 300, 600, 1200].find((seconds) => total / seconds <= 9) ?? 3600;
  const ticks = Array.from({ length: Math.floor(total / every) + 1 }, (_, index) => index * every);
  return html`<svg class="timeline" viewBox="0 0 ${chart.width} ${height}" role="img" aria-label="Timeline of an up: ${rows.length} resources, ${duration(total)} in all">
${ticks.map(
  (seconds) =>
    html`<g class="tick"><line x1="${scale(seconds)}" x2="${scale(seconds)}" y1="${chart.top - 6}" y2="${height}"/><text x="${scale(seconds)}" y="${chart.top - 12}">${seconds / 60} min</text></g>`,
)}
${rows.map((resource, index) => bar(resource, chart.top + index * chart.row, path.has(resource.urn), scale))}
</svg>${worth.length > rows.length && html`<p class="quiet">And ${worth.length - rows.length} more that take shorter.</p>`}`;
}

function bar(
  resource: ReportResource,
  y: number,
  decides: boolean,
  scale: (seconds: number) => number,
): Markup {
  const { name, type, start, seconds, slack } = resource;
  const [x, end] = [scale(start), scale(start + seconds)];
  const label = name.length > 30 ? `${name.slice(0, 29)}…` : name;
  const value = duration(seconds);
  const [slackFrom, slackTo] = [end + 12 + value.length * digit, scale(start + seconds + slack)];
  return html`<g class="${decides ? "bar critical" : "bar"}"><title>${name} (${type}): ${duration(seconds)}, from ${duration(start)}${decides ? "; on the critical path" : `; could end ${duration(slack)} later`}</title>
<text class="label" x="${chart.left - 10}" y="${y + 16}">${label} <tspan class="kind">${kindOf(type)}</tspan></text>
${!decides && slackTo > slackFrom && html`<line class="slack" x1="${slackFrom}" x2="${slackTo}" y1="${y + 12}" y2="${y + 12}"/>`}
<rect x="${x}" y="${y + 4}" width="${Math.max(2, end - x)}" height="16" rx="4"/><text class="value" x="${end + 6}" y="${y + 16}">${value}</text></g>`;
}
