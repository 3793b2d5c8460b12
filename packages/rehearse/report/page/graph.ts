import cytoscape from "cytoscape";
import type { PageData, PageNode } from "../data";
import { colours } from "./colours";
import { element } from "./data";

const largeFrom = 400;

/** The graph on its canvas. The layout was computed when the page was created. */
export class Graph {
  private readonly canvas = element("canvas");
  private readonly graph: cytoscape.Core;
  private readonly waitedForBy: number[][];

  constructor(
    private readonly data: PageData,
    onChoice: (index: number | undefined) => void,
  ) {
    this.waitedForBy = data.nodes.map(() => []);
    for (const [index, { waits }] of data.nodes.entries()) {
      for (const [other] of waits) this.waitedForBy[other]?.push(index);
    }
    const large = data.nodes.length > largeFrom;
    this.graph = cytoscape({
      container: this.canvas,
      elements: elementsOf(data),
      layout: { name: "preset", fit: true, padding: 16 },
      style: styleOf(),
      minZoom: 0.02,
      maxZoom: 3,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
      hideEdgesOnViewport: large,
      textureOnViewport: large,
      // A canvas with double resolution takes four times as long, without a visible difference for many nodes.
      pixelRatio: large ? 1 : "auto",
    });
    this.graph.on("tap", (event) => {
      const index = event.target === this.graph ? undefined : indexOf(event.target.id());
      onChoice(index);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.graph.style(styleOf());
    });
  }

  /** The dependents of a node. */
  dependants(index: number): readonly number[] {
    return this.waitedForBy[index] ?? [];
  }

  /** Highlights a node with its dependencies and dependents, and fades the others. */
  choose(index: number | undefined, move: boolean): void {
    this.graph.batch(() => {
      this.graph.elements(".extra").remove();
      this.graph.elements().removeClass("chosen near far before after");
      const node = index === undefined ? undefined : this.data.nodes[index];
      if (index === undefined || !node) return;
      const before = node.waits.map(([other]) => other);
      const after = this.dependants(index);
      this.graph.add([
        ...before.map((other) => edge(`x-${other}-${index}`, idOf(other), idOf(index), "extra before")),
        ...after.map((other) => edge(`x-${index}-${other}`, idOf(index), idOf(other), "extra after")),
      ]);
      this.graph.elements("node.resource, edge").not(".extra").addClass("far");
      for (const other of [...before, ...after])
        this.graph.$id(idOf(other)).removeClass("far").addClass("near");
      this.graph.$id(idOf(index)).removeClass("far").addClass("chosen");
    });
    if (index !== undefined && move) this.reveal(index);
  }

  /** Dims all nodes except the given ones. Undefined shows all again. */
  highlight(indexes: readonly number[] | undefined): void {
    this.graph.batch(() => {
      this.graph.elements().removeClass("found dim");
      if (!indexes) return;
      const found = new Set(indexes.map(idOf));
      for (const node of this.graph.nodes(".resource")) node.addClass(found.has(node.id()) ? "found" : "dim");
      this.graph.edges().addClass("dim");
    });
    const few = indexes?.length ? this.graph.nodes(".found") : undefined;
    if (few && few.length > 0 && few.length <= 40)
      this.graph.animate({ fit: { eles: few, padding: 80 }, duration: calm() });
  }

  zoom(factor: number): void {
    const level = this.graph.zoom() * factor;
    this.graph.zoom({ level, renderedPosition: { x: this.graph.width() / 2, y: this.graph.height() / 2 } });
  }

  fit(): void {
    this.graph.animate({ fit: { eles: this.graph.elements(), padding: 16 }, duration: calm() });
  }

  private reveal(index: number): void {
    const node = this.graph.$id(idOf(index));
    this.graph.animate({ center: { eles: node }, zoom: Math.max(this.graph.zoom(), 0.8), duration: calm() });
  }
}

const idOf = (index: number) => `n-${index}`;
const indexOf = (id: string) => (id.startsWith("n-") ? Number(id.slice(2)) : undefined);
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180);

function edge(id: string, source: string, target: string, classes: string): cytoscape.ElementDefinition {
  return { group: "edges", data: { id, source, target }, classes };
}

function elementsOf({ boxes, nodes, boxEdges, nodeEdges }: PageData): cytoscape.ElementDefinition[] {
  return [
    ...boxes.map(({ id, label, size }) => ({
      group: "nodes" as const,
      data: { id, label, size },
      classes: "box",
    })),
    ...nodes.map((node, index) => ({
      group: "nodes" as const,
      data: { id: idOf(index), label: labelOf(node), parent: boxes[node.box]?.id ?? "" },
      position: { x: node.x, y: node.y },
      classes: [
        "resource",
        node.kind,
        node.change ?? "",
        node.forbidden ? "forbidden" : "",
        node.critical ? "critical" : "",
      ].join(" "),
    })),
    ...boxEdges.map(([from, to]) =>
      edge(`b-${from}-${to}`, boxes[to]?.id ?? "", boxes[from]?.id ?? "", "between"),
    ),
    ...nodeEdges.map(([from, to]) => edge(`e-${from}-${to}`, idOf(to), idOf(from), "within")),
  ];
}

function labelOf({ name, type }: PageNode): string {
  const kind = type.split(":").at(-1) ?? "";
  const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  return `${short(name, 26)}\n${short(kind, 28)}`;
}

function styleOf(): cytoscape.StylesheetJson {
  const c = colours();
  const kinds = ["network", "compute", "data", "identity", "workload", "watch", "other"] as const;
  return [
    {
      selector: "node.resource",
      style: {
        shape: "round-rectangle",
        width: 176,
        height: 34,
        "background-color": c.surface,
        "border-width": 1.5,
        "border-color": c.other,
        label: "data(label)",
        color: c.ink,
        "font-size": 11,
        "font-family": "system-ui, sans-serif",
        "text-valign": "center",
        "text-halign": "center",
        "text-wrap": "wrap",
        "line-height": 1.15,
        "min-zoomed-font-size": 5,
      },
    },
    ...kinds.map((kind) => ({ selector: `node.${kind}`, style: { "border-color": c[kind] } })),
    {
      selector: "node.box",
      style: {
        shape: "round-rectangle",
        "background-color": c.box,
        "background-opacity": 1,
        "border-width": 1,
        "border-color": c.line,
        label: "data(label)",
        color: c.ink,
        "font-size": "data(size)",
        "font-weight": 600,
        "font-family": "system-ui, sans-serif",
        "text-valign": "top",
        "text-halign": "center",
        "text-margin-y": 4,
        padding: "16px",
        "min-zoomed-font-size": 4,
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": c.quiet,
        "target-arrow-color": c.quiet,
        "curve-style": "straight",
        opacity: 0.45,
      },
    },
    {
      selector: "edge.between",
      style: {
        width: 4,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "arrow-scale": 1.4,
        opacity: 0.4,
      },
    },
    { selector: "edge.within", style: { "target-arrow-shape": "triangle", "arrow-scale": 0.6 } },
    { selector: "node.added", style: { "background-color": c.added, "background-opacity": 0.18 } },
    { selector: "node.changed", style: { "background-color": c.changed, "background-opacity": 0.22 } },
    { selector: "node.forbidden", style: { "border-color": c.bad, "border-width": 4 } },
    { selector: ".far", style: { opacity: 0.26 } },
    { selector: ".dim", style: { opacity: 0.12 } },
    { selector: "node.found", style: { "border-width": 3 } },
    { selector: "node.near", style: { "border-width": 3 } },
    {
      selector: "node.chosen",
      style: {
        "border-width": 4,
        "border-color": c.accent,
        "overlay-color": c.accent,
        "overlay-opacity": 0.08,
      },
    },
    {
      selector: "edge.extra",
      style: {
        width: 2,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        opacity: 1,
        "z-index": 10,
      },
    },
    { selector: "edge.before", style: { "line-color": c.accent, "target-arrow-color": c.accent } },
    {
      selector: "edge.after",
      style: { "line-color": c.quiet, "target-arrow-color": c.quiet, "line-style": "dashed" },
    },
  ];
}
