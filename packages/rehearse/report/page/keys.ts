import type { PageData } from "../data";
import type { Choice } from "./choice";
import { element } from "./data";
import type { Graph } from "./graph";

/** The functions that keys call. */
export interface KeysArgs {
  readonly data: PageData;
  readonly graph: Graph;
  readonly dependants: readonly (readonly number[])[];
  readonly current: () => Choice;
  readonly choose: (choice: Choice) => void;
  readonly toggle: (box: number) => void;
}

/**
 * Left and right follow the dependencies, up and down select the adjacent element. Enter opens a component, or selects its
 * first resource if it is open. Escape selects the component, then closes it, then clears the
 * selection.
 */
export function keys({ data, graph, dependants, current, choose, toggle }: KeysArgs): void {
  const { boxes, nodes, boxEdges } = data;
  const onBox = (box: number): Record<string, () => void> => {
    const to = (by: number) => choose({ box: (box + by + boxes.length) % boxes.length });
    const follow = (found: number | undefined) => choose({ box: found ?? box });
    return {
      ArrowDown: () => to(1),
      ArrowUp: () => to(-1),
      ArrowLeft: () => follow(boxEdges.find(([from]) => from === box)?.[1]),
      ArrowRight: () => follow(boxEdges.find(([, target]) => target === box)?.[0]),
      Enter: () => {
        if (graph.isExpanded(box)) choose({ node: nodes.findIndex((node) => node.box === box) });
        else toggle(box);
      },
      Escape: () => {
        if (graph.isExpanded(box)) toggle(box);
        else choose(undefined);
      },
    };
  };
  const onNode = (index: number): Record<string, () => void> => {
    const box = nodes[index]?.box ?? 0;
    const own = nodes.flatMap((node, other) => (node.box === box ? [other] : []));
    const to = (by: number) =>
      choose({ node: own[(own.indexOf(index) + by + own.length) % own.length] ?? index });
    return {
      ArrowDown: () => to(1),
      ArrowUp: () => to(-1),
      ArrowLeft: () => choose({ node: nodes[index]?.waits[0]?.[0] ?? index }),
      ArrowRight: () => choose({ node: dependants[index]?.[0] ?? index }),
      Enter: () => element("details").querySelector("button")?.focus(),
      Escape: () => choose({ box }),
    };
  };
  const first = () => choose({ box: 0 });
  const onNothing = { ArrowDown: first, ArrowUp: first, ArrowLeft: first, ArrowRight: first, Enter: first };
  element("canvas").addEventListener("keydown", (event) => {
    const choice = current();
    const actions: Record<string, () => void> = {
      ...(choice === undefined ? onNothing : "box" in choice ? onBox(choice.box) : onNode(choice.node)),
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
