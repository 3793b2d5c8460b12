import cytoscape from "cytoscape";
import type { PageData } from "../data";
import { layOut, type Placement } from "../layout";
import type { Choice } from "./choice";
import { element } from "./data";
import { edge, elementsOf, idOf, idOfBox, shownAs } from "./elements";
import { styleOf } from "./graph-style";

const largeFrom = 400;
/** Text of 12 px is readable at this zoom, and two resources fit next to each other on a phone. */
const readable = 0.8;
const margin = 16;

/** Elements of the graph, of any kind. */
interface Bounded {
  boundingBox(): { readonly x1: number; readonly y1: number; readonly w: number; readonly h: number };
}

/** The graph on its canvas. Initially it has one card per component. An open component shows its resources. */
export class Graph {
  private readonly canvas = element("canvas");
  private readonly stage = element("stage");
  private readonly graph: cytoscape.Core;
  private readonly expanded = new Set<number>();
  private readonly narrow = matchMedia("(max-width: 60rem)");
  private placement: Placement;

  constructor(
    private readonly data: PageData,
    private readonly dependants: (index: number) => readonly number[],
    onTap: (choice: Choice) => void,
  ) {
    const large = data.nodes.length > largeFrom;
    this.placement = this.place();
    this.graph = cytoscape({
      container: this.canvas,
      elements: elementsOf(data, this.expanded, this.placement),
      layout: { name: "preset", fit: false },
      style: styleOf(this.narrow.matches),
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
    this.graph.on("tap", (event) =>
      onTap(event.target === this.graph ? undefined : shownAs(event.target.id())),
    );
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.graph.style(styleOf(this.narrow.matches));
    });
    this.narrow.addEventListener("change", () => {
      this.graph.style(styleOf(this.narrow.matches));
      this.redraw();
      this.fit(false);
    });
    this.fit(false);
  }

  isExpanded(box: number): boolean {
    return this.expanded.has(box);
  }

  /** Opens components, or closes them. Returns whether anything changed. */
  expand(boxes: Iterable<number>, open = true): boolean {
    const before = this.expanded.size;
    for (const box of boxes) {
      if (open) this.expanded.add(box);
      else this.expanded.delete(box);
    }
    if (this.expanded.size === before) return false;
    this.redraw();
    return true;
  }

  /** Highlights the selection. For a resource, also highlights its dependencies and dependants, and dims the others. */
  choose(choice: Choice): void {
    this.graph.batch(() => {
      this.graph.elements(".extra").remove();
      this.graph.elements().removeClass("chosen near far");
      if (choice === undefined) return;
      if ("box" in choice) {
        this.graph.$id(idOfBox(choice.box)).addClass("chosen");
        return;
      }
      const { node: index } = choice;
      const before = (this.data.nodes[index]?.waits ?? []).map(([other]) => other);
      const after = this.dependants(index);
      this.graph.add([
        ...this.extra(before, (other) => [other, index], "before"),
        ...this.extra(after, (other) => [index, other], "after"),
      ]);
      this.graph.elements("node.resource, edge").not(".extra").addClass("far");
      for (const other of [...before, ...after])
        this.graph.$id(this.shownId(other)).removeClass("far").addClass("near");
      this.graph.$id(idOf(index)).removeClass("far").addClass("chosen");
    });
  }

  /** Dims all nodes except the given ones; undefined resets it. Opens their components if there are few nodes. */
  highlight(indexes: readonly number[] | undefined): void {
    const few = indexes !== undefined && indexes.length > 0 && indexes.length <= 40;
    if (few) this.expand(indexes.map((index) => this.data.nodes[index]?.box ?? 0));
    this.graph.batch(() => {
      this.graph.elements().removeClass("found dim");
      if (!indexes) return;
      const found = new Set(indexes.map((index) => this.shownId(index)));
      for (const node of this.graph.nodes(".resource, .card"))
        node.addClass(found.has(node.id()) ? "found" : "dim");
      this.graph.edges().addClass("dim");
    });
    if (few) this.show(this.graph.nodes(".found"));
  }

  zoom(factor: number): void {
    const level = this.graph.zoom() * factor;
    this.graph.zoom({ level, renderedPosition: { x: this.graph.width() / 2, y: this.graph.height() / 2 } });
  }

  /** Shows the whole graph, or as much of its beginning as is readable. */
  fit(animated = true): void {
    this.resize();
    this.show(this.graph.elements(), animated);
  }

  /** Moves to the selection if it is not visible, or too small to read. */
  reveal(choice: Exclude<Choice, undefined>): void {
    this.resize();
    const chosen = this.graph.$id("box" in choice ? idOfBox(choice.box) : this.shownId(choice.node));
    const { x1, x2, y1, y2 } = chosen.renderedBoundingBox();
    const visible = x1 >= 0 && y1 >= 0 && x2 <= this.graph.width() && y2 <= this.graph.height();
    if (!visible || this.graph.zoom() < readable) this.show(chosen);
  }

  private show(elements: Bounded, animated = true): void {
    const { x1, y1, w, h } = elements.boundingBox();
    const [width, height] = [this.graph.width(), this.graph.height()];
    const fitting = Math.min((width - 2 * margin) / w, (height - 2 * margin) / h, 1);
    const zoom = Math.max(readable, fitting);
    // If the graph is larger than the canvas, its corner is shown.
    const at = (start: number, size: number, space: number) =>
      size * zoom + 2 * margin <= space ? (space - size * zoom) / 2 - start * zoom : margin - start * zoom;
    const view = { zoom, pan: { x: at(x1, w, width), y: at(y1, h, height) } };
    if (animated) this.graph.animate({ ...view, duration: calm() });
    else this.graph.viewport(view);
  }

  private place(): Placement {
    const nodes = this.data.nodes.map(({ box, waits }) => ({ box, waits: waits.map(([other]) => other) }));
    return layOut(nodes, this.data.boxes.length, { expanded: this.expanded, narrow: this.narrow.matches });
  }

  private redraw(): void {
    this.placement = this.place();
    this.graph.batch(() => {
      this.graph.elements().remove();
      this.graph.add(elementsOf(this.data, this.expanded, this.placement));
    });
    this.resize();
  }

  /** Sets the height that the graph needs at the zoom that fits its width. The style sets the limits. */
  private resize(): void {
    const right = Math.max(...this.placement.boxes.map(({ x, width }) => x + width / 2));
    const bottom = Math.max(...this.placement.boxes.map(({ y, height }) => y + height / 2));
    const zoom = Math.min(1, Math.max(readable, (this.canvas.clientWidth - 2 * margin) / right));
    this.stage.style.setProperty("--graph-height", `${Math.round(bottom * zoom + 4 * margin)}px`);
    this.graph.resize();
  }

  /** The visible element of a node: the node, or the card of its closed component. */
  private shownId(index: number): string {
    const box = this.data.nodes[index]?.box ?? 0;
    return this.expanded.has(box) ? idOf(index) : idOfBox(box);
  }

  private extra(
    others: readonly number[],
    ends: (other: number) => readonly [from: number, to: number],
    kind: "before" | "after",
  ): cytoscape.ElementDefinition[] {
    const edges = others.map((other) => {
      const [from, to] = ends(other).map((index) => this.shownId(index));
      return edge(`x-${from}-${to}`, from ?? "", to ?? "", `extra ${kind}`);
    });
    // The resources of a closed component share one line.
    return [...new Map(edges.map((each) => [each.data.id, each])).values()];
  }
}

const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180);
