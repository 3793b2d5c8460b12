import { isForbidden, type PolicyResult } from "../../plan/policy-results";
import { html, type Markup } from "../html";
import { nameWithType } from "../names";
import { plural } from "../words";

/** The violations of policies, mandatory policies first. */
export function policiesSection(results: readonly PolicyResult[], kept: number): Markup {
  const sorted = [...results].sort((one, other) => Number(isForbidden(other)) - Number(isForbidden(one)));
  return html`<section id="policies" aria-labelledby="policies-title"><h2 id="policies-title">Policies</h2>
<p class="quiet">${plural(kept, "policy has", "policies have")} no violations.</p>
${sorted.length > 0 && html`<ul class="results">${sorted.map(result)}</ul>`}
</section>`;
}

function result(found: PolicyResult): Markup {
  const { policy, level, severity, message, urn, excepted, source } = found;
  const mood = isForbidden(found) ? "bad" : "note";
  const word = isForbidden(found) ? "violation" : excepted ? "exception" : "warning";
  return html`<li class="${mood}"><span class="badge">${word}</span> <b>${policy}</b> <span class="quiet">${level}, ${severity}</span>
<p>${message}</p>
<p class="quiet">${nameWithType({ name: urn.split("::").at(-1) ?? "", type: urn.split("::")[2]?.split("$").at(-1) ?? "" })}${excepted && ` · until ${excepted.until}: ${excepted.reason}`} · ${source}</p></li>`;
}
