import type { Manifest } from "../../plan/manifests";
import { html, type Markup } from "../html";
import { plural } from "../words";

/** The Kubernetes objects. The text of an object is inserted when it is opened. */
export function manifestsSection(manifests: readonly Manifest[], folder: string): Markup {
  return html`<section id="manifests" aria-labelledby="manifests-title"><h2 id="manifests-title">Kubernetes manifests</h2>
<details class="fold"><summary>${plural(manifests.length, "object")}, in an order that can be applied; as files in <code>${folder}/</code></summary>
<div class="manifests">${manifests.map(
    ({ kind, name, namespace }, index) =>
      html`<details data-manifest="${index}"><summary>${kind} <b>${name}</b>${namespace !== undefined && html` <span class="quiet">in ${namespace}</span>`}</summary><pre tabindex="0" aria-label="${kind} ${name}"></pre></details>`,
  )}</div></details>
</section>`;
}
