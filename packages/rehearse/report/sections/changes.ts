import type { Changes, ResourceChange } from "../data";
import { html, type Markup } from "../html";
import { plural } from "../words";
import { when } from "./overview";

const signs = { added: "+", changed: "~", removed: "−" } as const;
/** Maximum number of rows. A new stack has hundreds. */
const limit = 200;

/** The resources and properties that differ from the last report. */
export function changesSection(changes: Changes | undefined): Markup {
  return html`<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>
${body(changes)}
</section>`;
}

function body(changes: Changes | undefined): Markup {
  if (!changes)
    return html`<p class="quiet">There is no earlier report to compare with: the next one will be compared with this.</p>`;
  const since = when(changes.since);
  if (changes.resources.length === 0)
    return html`<p class="quiet">Nothing differs from the report of ${since}.</p>`;
  const shown = changes.resources.slice(0, limit);
  const rest = changes.resources.length - shown.length;
  return html`<p class="quiet">${plural(changes.resources.length, "resource differs", "resources differ")} from the report of ${since}.</p>
<ul class="changes">${shown.map(item)}</ul>
${rest > 0 && html`<p class="quiet">And ${rest} more.</p>`}`;
}

function item({ kind, name, type, component, properties }: ResourceChange): Markup {
  const head = html`<span class="sign ${kind}" aria-hidden="true">${signs[kind]}</span><span><strong>${name}</strong> <span class="type">${type}</span> <span class="quiet">${kind}${component === name ? "" : ` in ${component}`}</span></span>`;
  if (properties.length === 0) return html`<li>${head}</li>`;
  return html`<li>${head}<dl>${properties.map(
    ({ path, before, after }) =>
      html`<div><dt>${path}</dt><dd>${before === undefined ? html`<em>not set</em>` : html`<del>${before}</del>`} <span aria-label="becomes">→</span> ${after === undefined ? html`<em>not set</em>` : html`<ins>${after}</ins>`}</dd></div>`,
  )}</dl></li>`;
}
