import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { checkedOf } from "../cloud/checked";
import { isCounted } from "../cloud/counting";
import { type Manifest, manifestFolder } from "../plan/manifests";
import type { PolicyResult } from "../plan/policy-results";
import type { Changes, Report } from "./data";
import { html, Markup } from "./html";
import { pageData } from "./page-data";
import { changesSection } from "./sections/changes";
import { costSection } from "./sections/cost";
import { manifestsSection } from "./sections/manifests";
import { overview, when } from "./sections/overview";
import { policiesSection } from "./sections/policies";
import { resourcesSection } from "./sections/resources";
import { timeSection } from "./sections/time";
import { plural } from "./words";

/** The content of the page. */
export interface RenderArgs {
  readonly report: Report;
  readonly changes: Changes | undefined;
  readonly policies: readonly PolicyResult[];
  /** Names of all policies, including those without violations. */
  readonly policyNames: readonly string[];
  readonly manifests: readonly Manifest[];
}

/** Maximum number of characters of a manifest in the page. The complete text is in its file. */
const manifestLimit = 6_000;

/** Renders the page as one file that loads no others: its content security policy allows only its own style and script. */
export async function renderPage({
  report,
  changes,
  policies,
  policyNames,
  manifests,
}: RenderArgs): Promise<string> {
  const [script, style] = [await bundledScript(), styles()];
  const broken = new Set(policies.map(({ policy }) => policy));
  const kept = policyNames.filter((name) => !broken.has(name)).length;
  const texts = manifests.map(({ yaml, file }) =>
    yaml.length <= manifestLimit
      ? yaml
      : `${yaml.slice(0, manifestLimit)}\n# … ${yaml.length - manifestLimit} more characters in ${manifestFolder(report.stack)}/${file}\n`,
  );
  const data = gzipSync(JSON.stringify(pageData(report, changes, policies, texts)), { level: 6 });
  const count = report.resources.filter(isCounted).length;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.project}/${report.stack}: report</title>
<style id="${styleId}">${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#resources">Skip to the resources as a table</a>
<header><h1>${report.project} / ${report.stack}</h1><p>${report.regions.length > 0 && html`${report.regions.join(", ")} · `}${plural(count, "resource")} · ${checkedOf(report.checks)} · ${when(report.madeAt)}</p>
<nav aria-label="Sections"><a href="#graph">Dependencies</a><a href="#changes">Changes</a><a href="#time">Duration</a><a href="#cost">Cost</a><a href="#policies">Policies</a><a href="#manifests">Manifests</a><a href="#resources">Resources</a></nav></header>
<main>
${overview(report, changes, policies)}
${graphSection(count)}
${changesSection(changes)}
${timeSection(report)}
${costSection(report)}
${policiesSection(policies, kept)}
${manifestsSection(manifests, manifestFolder(report.stack))}
${resourcesSection(report)}
</main>
<script type="application/octet-stream" id="data">${new Markup(data.toString("base64"))}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Style files in their order of precedence. Rules for screens and print come last. */
const styleFiles = ["base", "overview", "graph", "tables", "charts", "screens"];

function styles(): string {
  return styleFiles
    .map((name) => readFileSync(join(__dirname, "page", "styles", `${name}.css`), "utf8"))
    .join("\n");
}

/** Cytoscape.js adds a style element, which the policy forbids, unless an element with this id exists. */
const styleId = "__________cytoscape_stylesheet";

function graphSection(count: number): Markup {
  return html`<section id="graph" aria-labelledby="graph-title"><h2 id="graph-title">Dependencies</h2>
<p class="quiet">Arrows go from a component to what depends on it. Click a component, or press Enter on it, to show its resources.</p>
<div class="tools"><label for="search">Find</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name, type or component"><span id="found" role="status"></span>
<span class="buttons"><button type="button" id="critical" aria-pressed="false">Critical path</button><button type="button" id="changed" aria-pressed="false">Changes</button><button type="button" id="in" aria-label="Zoom in">+</button><button type="button" id="out" aria-label="Zoom out">−</button><button type="button" id="components">Components</button><button type="button" id="all">All resources</button></span></div>
<div class="stage" id="stage"><div id="canvas" tabindex="0" role="application" aria-label="Dependencies of the components, with ${count} resources. Left and right follow dependencies, up and down go to the next component, Enter opens it, Escape goes back, plus and minus zoom; the table below has the same resources."></div>
<aside id="details" aria-live="polite" aria-label="The selected component or resource"></aside></div>
<ul class="legend" aria-label="Colours"><li class="network">network</li><li class="compute">compute</li><li class="data">data</li><li class="identity">identity and keys</li><li class="workload">in the cluster</li><li class="watch">monitoring</li></ul>
</section>`;
}

let bundled: Promise<string> | undefined;

/** The page's script, bundled with the graph library. */
function bundledScript(): Promise<string> {
  bundled ??= build({
    entryPoints: [join(__dirname, "page", "main.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    tsconfigRaw: {},
    logLevel: "silent",
  }).then(({ outputFiles }) => {
    const text = outputFiles[0]?.text ?? "";
    // A closing tag in a string of the library would end the script.
    return text.replaceAll("</script", "<\\/script").trim();
  });
  return bundled;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
