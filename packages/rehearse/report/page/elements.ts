import type cytoscape from "cytoscape";
import type { PageData, PageNode } from "../data";
import type { Placement } from "../layout";
import type { Choice } from "./choice";

export const idOf = (index: number) => `n-${index}`;
export const idOfBox = (index: number) => `box-${index}`;

/** The component or resource of an element of the graph. Undefined for a line. */
export function shownAs(id: string): Choice {
  const [, kind, index] = /^(n|box)-(\d+)$/.exec(id) ?? [];
  if (kind === undefined) return undefined;
  return kind === "n" ? { node: Number(index) } : { box: Number(index) };
}

export function edge(
  id: string,
  source: string,
  target: string,
  classes: string,
): cytoscape.ElementDefinition {
  return { group: "edges", data: { id, source, target }, classes };
}

/** The elements to draw: all components, and the resources of the expanded ones. */
export function elementsOf(
  { boxes, nodes, boxEdges, nodeEdges }: PageData,
  expanded: ReadonlySet<number>,
  placement: Placement,
): cytoscape.ElementDefinition[] {
  const drawn = (index: number) => expanded.has(nodes[index]?.box ?? -1);
  return [
    ...boxes.map(({ label, size }, box) => {
      const open = expanded.has(box);
      const { x, y } = placement.boxes[box] ?? { x: 0, y: 0 };
      return {
        group: "nodes" as const,
        data: { id: idOfBox(box), label: open ? label : `${shortened(label, 19)}\n${size}` },
        // The position of an expanded component results from its resources.
        ...(open ? {} : { position: { x, y } }),
        classes: `box ${open ? "expanded" : `card ${marks(nodes.filter((node) => node.box === box))}`}`,
      };
    }),
    ...nodes.flatMap((node, index) => {
      const position = placement.nodes.get(index);
      if (!position) return [];
      return {
        group: "nodes" as const,
        data: { id: idOf(index), label: labelOf(node), parent: idOfBox(node.box) },
        position: { ...position },
        classes: `resource ${node.kind} ${node.change ?? ""} ${node.forbidden ? "forbidden" : ""}`,
      };
    }),
    ...boxEdges.map(([from, to]) => edge(`b-${from}-${to}`, idOfBox(to), idOfBox(from), "between")),
    ...nodeEdges
      .filter(([from, to]) => drawn(from) && drawn(to))
      .map(([from, to]) => edge(`e-${from}-${to}`, idOf(to), idOf(from), "within")),
  ];
}

/** The marks of a closed component, from its resources. */
function marks(members: readonly PageNode[]): string {
  const changed = members.some(({ change }) => change !== undefined);
  return `${changed ? "changed" : ""} ${members.some(({ forbidden }) => forbidden) ? "forbidden" : ""}`;
}

function labelOf({ name, type }: PageNode): string {
  return `${shortened(name, 26)}\n${shortened(type.split(":").at(-1) ?? "", 28)}`;
}

const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
