import type { PageData } from "../data";
import { element, make, readData } from "./data";
import { Details } from "./details";
import { Graph } from "./graph";

/** Starts the page. Without scripts, everything except graph and properties is readable. */
async function start(): Promise<void> {
  const data = await readData();
  let chosen: number | undefined;
  const choose = (index: number | undefined, move = true) => {
    chosen = index;
    graph.choose(index, move);
    details.show(index, index === undefined ? [] : graph.dependants(index));
  };
  const graph = new Graph(data, (index) => choose(index, false));
  const details = new Details(data, choose);
  const marks = (mark: "critical" | "changed") => marked(data, mark);
  search(data, graph);
  toggle("critical", graph, () => marks("critical"));
  toggle("changed", graph, () => marks("changed"));
  element("in").addEventListener("click", () => graph.zoom(1.3));
  element("out").addEventListener("click", () => graph.zoom(1 / 1.3));
  element("fit").addEventListener("click", () => graph.fit());
  keys(data, graph, () => chosen, choose);
  table(choose);
  manifests(data);
  document.documentElement.dataset.ready = "true";
}

function marked(data: PageData, mark: "critical" | "changed"): number[] {
  return data.nodes.flatMap((node, index) =>
    (mark === "critical" ? node.critical : node.change) ? [index] : [],
  );
}

/** Filters graph and table by all words of the search. */
function search(data: PageData, graph: Graph): void {
  const input = element("search");
  const texts = data.nodes.map(({ name, type, box }) =>
    `${name} ${type} ${data.boxes[box]?.label}`.toLowerCase(),
  );
  const rows = [...document.querySelectorAll<HTMLElement>("#table tbody tr")];
  const find = () => {
    if (!(input instanceof HTMLInputElement)) return;
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = texts.flatMap((text, index) => (words.every((word) => text.includes(word)) ? [index] : []));
    const all = words.length === 0;
    graph.highlight(all ? undefined : found);
    const shown = new Set(found);
    for (const [index, row] of rows.entries()) row.hidden = !shown.has(index);
    element("none").hidden = found.length > 0;
    element("found").textContent = all ? "" : `${found.length} of ${texts.length}`;
  };
  input.addEventListener("input", find);
}

function toggle(id: "critical" | "changed", graph: Graph, indexes: () => number[]): void {
  const button = element(id);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of ["critical", "changed"]) element(other).setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(on));
    graph.highlight(on ? indexes() : undefined);
  });
}

/** Arrow keys: left and right follow dependencies, up and down select neighbours. */
function keys(
  data: PageData,
  graph: Graph,
  current: () => number | undefined,
  choose: (index: number | undefined) => void,
): void {
  element("canvas").addEventListener("keydown", (event) => {
    const index = current();
    const node = index === undefined ? undefined : data.nodes[index];
    const step = (by: number) => ((index ?? -by) + by + data.nodes.length) % data.nodes.length;
    const actions: Record<string, () => void> = {
      ArrowDown: () => choose(index === undefined ? 0 : step(1)),
      ArrowUp: () => choose(index === undefined ? 0 : step(-1)),
      ArrowLeft: () => choose(node?.waits[0]?.[0] ?? index ?? 0),
      ArrowRight: () => choose(index === undefined ? 0 : (graph.dependants(index)[0] ?? index)),
      Enter: () => element("details").querySelector("button")?.focus(),
      Escape: () => choose(undefined),
      "+": () => graph.zoom(1.3),
      "-": () => graph.zoom(1 / 1.3),
      "0": () => graph.fit(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function table(choose: (index: number) => void): void {
  element("table").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-node]") : null;
    if (!button) return;
    choose(Number(button.dataset.node));
    element("graph").scrollIntoView();
    element("details").querySelector("button")?.focus();
  });
}

/** Inserts the text of a manifest when it is opened, because thousands of lines would slow down the page. */
function manifests(data: PageData): void {
  for (const details of document.querySelectorAll<HTMLElement>("[data-manifest]")) {
    details.addEventListener("toggle", () => {
      const place = details.querySelector("pre");
      if (place && place.textContent === "")
        place.textContent = data.manifests[Number(details.dataset.manifest)] ?? "";
    });
  }
}

start().catch((error: unknown) => {
  element("details").replaceChildren(make("p", `The graph could not be drawn: ${String(error)}`, "bad"));
  throw error;
});
