import { priceOfLine } from "../../cost/estimate";
import { priceBasis } from "../../cost/prices";
import { usage } from "../../cost/usage";
import type { Report } from "../data";
import { html, type Markup } from "../html";
import { nameWithType } from "../names";
import { dollars } from "../words";

/** The monthly cost by component, its calculation, and what is not included. */
export function costSection({ cost, resources }: Report): Markup {
  const named = new Map(resources.map((resource) => [resource.urn, nameWithType(resource)]));
  const most = Math.max(1, ...cost.components.map(({ fixed, usage: used }) => fixed + used));
  const used = new Map(cost.lines.map((line) => [line.price, priceOfLine(line)]));
  return html`<section id="cost" aria-labelledby="cost-title"><h2 id="cost-title">Cost</h2>
<p>At ${priceBasis(cost.region)}. Without discounts, free tiers and taxes; the oldest price is of ${cost.asOf}.</p>
<div class="columns even">
<div class="wide" tabindex="0"><table><thead><tr><th scope="col">Component</th><th scope="col"><span class="visually-hidden">Share</span></th><th scope="col" class="figure">fixed</th><th scope="col" class="figure">by use</th></tr></thead>
<tbody>${cost.components.map(
    ({ name, fixed, usage: byUse }) =>
      html`<tr><th scope="row">${name}</th><td>${shares(fixed / most, byUse / most)}</td><td class="figure">${dollars(fixed)}</td><td class="figure">${dollars(byUse)}</td></tr>`,
  )}</tbody>
<tfoot><tr><th scope="row">a month</th><td></td><td class="figure">${dollars(cost.total.fixed)}</td><td class="figure">${dollars(cost.total.usage)}</td></tr></tfoot></table></div>
<div><h3>Not priced</h3><p class="quiet">The total lacks these; none of them counts as zero.</p><ul>${cost.notPriced.map((what) => html`<li>${what}</li>`)}</ul>
<h3>Assumed use, a month</h3><p class="quiet">${usage.internetGb} GB to browsers, ${usage.natGb} GB through NAT gateways, ${usage.betweenZonesGb} GB between zones, ${usage.logGb} GB into each log group, ${usage.photosGb} GB of photos with ${usage.photosUploaded.toLocaleString("en-US")} uploads, ${usage.tracesStored.toLocaleString("en-US")} traces in X-Ray, if it is used; nodes for pods at the lower bound of their autoscalers, as m7g.large on demand.</p></div>
</div>
<details><summary>All ${cost.lines.length} lines</summary><div class="wide" tabindex="0"><table><thead><tr><th scope="col">Resource</th><th scope="col">Price</th><th scope="col" class="figure">units</th><th scope="col" class="figure">a month</th></tr></thead>
<tbody>${cost.lines.map(({ urn, price, units, usd, kind }) => html`<tr><td>${named.get(urn)}</td><td>${price} <span class="quiet">${kind === "fixed" ? "fixed" : "by use"}</span></td><td class="figure">${Number(units.toFixed(3)).toLocaleString("en-US")}</td><td class="figure">${dollars(usd)}</td></tr>`)}</tbody></table></div></details>
<details><summary>The ${used.size} prices and where they are from</summary><div class="wide" tabindex="0"><table><thead><tr><th scope="col">Price</th><th scope="col" class="figure">US dollars</th><th scope="col">per</th><th scope="col">AWS's page</th><th scope="col">read at</th><th scope="col">of</th></tr></thead>
<tbody>${[...used].map(([name, price]) => {
    const { usd, per, page, seen, asOf } = price;
    return html`<tr><th scope="row">${name}</th><td class="figure">${Number(usd.toPrecision(6))}</td><td>${per}</td><td>${page}</td><td>${seen}</td><td>${asOf}</td></tr>`;
  })}</tbody></table></div></details>
</section>`;
}

/** Both parts as one bar; SVG, because the page's security policy allows no inline styles. */
function shares(fixed: number, used: number): Markup {
  const width = 160;
  return html`<svg class="share" viewBox="0 0 ${width} 10" width="${width}" height="10" aria-hidden="true"><rect class="fixed" width="${fixed * width}" height="10"/><rect class="used" x="${fixed * width}" width="${used * width}" height="10"/></svg>`;
}
