import type { PageData } from "../data";
import type { Choice } from "./choice";
import { element, make, readData } from "./data";
import { Details } from "./details";
import { foldable, openFold } from "./folds";
import { Graph } from "./graph";
import { keys } from "./keys";

/** Starts the page. Without scripts, everything except graph and properties is readable. */
async function start(): Promise<void> {
  const data = await readData();
  const dependants = dependantsOf(data);
  let chosen: Choice;
  const choose = (choice: Choice, move = true) => {
    chosen = choice;
    if (choice && "node" in choice) graph.expand([data.nodes[choice.node]?.box ?? 0]);
    details.show(choice);
    graph.choose(choice);
    if (choice && move) graph.reveal(choice);
  };
  /** Opens a closed component or closes an open one, and selects it. */
  const toggle = (box: number) => {
    const open = !graph.isExpanded(box);
    graph.expand([box], open);
    choose({ box });
  };
  const graph = new Graph(
    data,
    (index) => dependants[index] ?? [],
    (choice) => {
      if (choice && "box" in choice) toggle(choice.box);
      else choose(choice, false);
    },
  );
  const details = new Details(data, (index) => dependants[index] ?? [], choose);
  search(data, graph);
  mark("critical", graph, () => indexesOf(data, ({ critical }) => critical));
  mark("changed", graph, () => indexesOf(data, ({ change }) => change !== undefined));
  element("in").addEventListener("click", () => graph.zoom(1.3));
  element("out").addEventListener("click", () => graph.zoom(1 / 1.3));
  const expandAll = (open: boolean) => {
    graph.expand(data.boxes.keys(), open);
    choose(undefined);
    graph.fit();
  };
  element("components").addEventListener("click", () => expandAll(false));
  element("all").addEventListener("click", () => expandAll(true));
  keys({ data, graph, dependants, current: () => chosen, choose, toggle });
  table(choose);
  manifests(data);
  foldable();
  document.documentElement.dataset.ready = "true";
}

/** For each resource, what depends on it. */
function dependantsOf({ nodes }: PageData): readonly (readonly number[])[] {
  const all: number[][] = nodes.map(() => []);
  for (const [index, { waits }] of nodes.entries()) {
    for (const [other] of waits) all[other]?.push(index);
  }
  return all;
}

function indexesOf({ nodes }: PageData, isMarked: (node: PageData["nodes"][number]) => boolean): number[] {
  return nodes.flatMap((node, index) => (isMarked(node) ? [index] : []));
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
    const found = new Set(
      texts.flatMap((text, index) => (words.every((word) => text.includes(word)) ? [index] : [])),
    );
    const all = words.length === 0;
    graph.highlight(all ? undefined : [...found]);
    if (!all) openFold("resources");
    for (const row of rows) row.hidden = !found.has(nodeOf(row));
    const count = rows.filter(({ hidden }) => !hidden).length;
    element("none").hidden = count > 0;
    element("found").textContent = all ? "" : `${count} of ${rows.length}`;
  };
  input.addEventListener("input", find);
}

function mark(id: "critical" | "changed", graph: Graph, indexes: () => number[]): void {
  const button = element(id);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of ["critical", "changed"]) element(other).setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(on));
    graph.highlight(on ? indexes() : undefined);
  });
}

const nodeOf = (row: Element) => Number(row.querySelector<HTMLElement>("[data-node]")?.dataset.node);

function table(choose: (choice: Choice) => void): void {
  element("table").addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("button")?.closest("tr");
    if (!row) return;
    choose({ node: nodeOf(row) });
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
  element("stage").classList.add("with-details");
  element("details").replaceChildren(make("p", `The graph could not be drawn: ${String(error)}`, "bad"));
  throw error;
});
