import { isCounted } from "../../cloud/counting";
import { priceRegion } from "../../cost/prices";
import type { Report, ReportResource } from "../data";
import { html, type Markup } from "../html";
import { dollars, duration, plural } from "../words";

/** All resources as a table: an alternative to the graph for screen readers and print. */
export function resourcesSection({ resources }: Report): Markup {
  const nodes = resources.filter(({ custom }) => custom);
  const rows = nodes.flatMap((resource, index) => (isCounted(resource) ? row(resource, index) : []));
  return html`<section id="resources" aria-labelledby="resources-title"><h2 id="resources-title">Resources</h2>
<details class="fold"><summary>${plural(rows.length, "resource")}: name, type, component, duration, cost</summary>
<p class="quiet">A name shows its properties and dependencies beside the graph. Components and providers are not counted.</p>
<div class="wide" tabindex="0"><table id="table"><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Component</th><th scope="col" class="figure">takes</th><th scope="col" class="figure">a month, ${priceRegion} prices</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p id="none" class="quiet" hidden>No resource has that in its name, type or component.</p></details>
</section>`;
}

function row({ name, type, component, seconds, usd }: ReportResource, index: number): Markup {
  const month = usd.fixed + usd.usage;
  return html`<tr><th scope="row"><button type="button" data-node="${index}">${name}</button></th><td class="type">${type}</td><td>${component}</td><td class="figure">${seconds > 0 && duration(seconds)}</td><td class="figure">${month > 0 && dollars(month)}</td></tr>`;
}
