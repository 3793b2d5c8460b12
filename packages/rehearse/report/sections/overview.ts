import { priceRegion } from "../../cost/prices";
import { isForbidden, type PolicyResult } from "../../plan/policy-results";
import type { Changes, Report } from "../data";
import { html, type Markup } from "../html";
import { dollars, duration, signed } from "../words";

/** The overview: changes, cost, duration and policy violations. */
export function overview(
  report: Report,
  changes: Changes | undefined,
  policies: readonly PolicyResult[],
): Markup {
  const { total } = report.cost;
  const forbidden = policies.filter(isForbidden).length;
  const advised = policies.filter(({ level, excepted }) => level === "advisory" && !excepted).length;
  const excepted = policies.filter(({ excepted: reason }) => reason !== undefined).length;
  const verdict = forbidden > 0 ? "bad" : advised > 0 ? "note" : "good";
  return html`<section class="tiles" aria-label="At a glance">
${tile("changes", "Changes", changed(changes), sinceWhen(changes), changes?.resources.length ? "note" : "")}
${tile(
  "cost",
  "Cost",
  html`${dollars(total.fixed + total.usage)} <small>a month</small>`,
  `${dollars(total.fixed)} fixed, ${dollars(total.usage)} by use${costDifference(changes)}, ${priceRegion} prices`,
  "",
)}
${tile(
  "time",
  "Duration",
  html`${duration(report.time.upSeconds)} <small>up</small>`,
  `destroy ${duration(report.time.destroySeconds)}${timeDifference(changes)}`,
  report.time.needless.length > 0 ? "note" : "",
)}
${tile(
  "policies",
  "Policies",
  forbidden > 0 ? html`${forbidden} violated` : html`none violated`,
  [
    forbidden > 0 ? "an up would be rejected" : "no mandatory policy violated",
    ...(advised > 0 ? [`${advised} advisory`] : []),
    ...(excepted > 0 ? [`${excepted} excepted`] : []),
  ].join(", "),
  verdict,
)}
</section>`;
}

function tile(to: string, question: string, answer: Markup, more: string, mood: string): Markup {
  return html`<a class="tile ${mood}" href="#${to}"><span class="question">${question}</span><span class="answer">${answer}</span><span class="more">${more}</span></a>`;
}

function changed(changes: Changes | undefined): Markup {
  if (!changes) return html`all is new`;
  const count = (kind: string) => changes.resources.filter((change) => change.kind === kind).length;
  const [added, edited, removed] = [count("added"), count("changed"), count("removed")];
  if (added + edited + removed === 0) return html`nothing`;
  return html`${added > 0 && html`<span class="added">+${added}</span> `}${edited > 0 && html`<span class="changed">~${edited}</span> `}${removed > 0 && html`<span class="removed">−${removed}</span>`}`;
}

function sinceWhen(changes: Changes | undefined): string {
  return changes ? `since the report of ${when(changes.since)}` : "this is the first report";
}

function costDifference(changes: Changes | undefined): string {
  if (!changes) return "";
  const difference = changes.usd.fixed + changes.usd.usage;
  return difference === 0 ? "" : ` (${signed(difference, dollars)})`;
}

function timeDifference(changes: Changes | undefined): string {
  return changes && changes.upSeconds !== 0 ? `; up ${signed(changes.upSeconds, duration)}` : "";
}

/** Formats a time to the minute: `24 Nov 2026, 06:12 UTC`. */
export function when(iso: string): string {
  const date = new Date(iso);
  const day = date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}
