import type { PageData } from "../data";
import type { Choice } from "./choice";
import { element, make } from "./data";

/** Shows the details of the selection as text and buttons. The text is never interpreted as markup. */
export class Details {
  private readonly place = element("details");

  constructor(
    private readonly data: PageData,
    private readonly dependants: (index: number) => readonly number[],
    private readonly choose: (choice: Choice) => void,
  ) {}

  /** Without a selection, the panel is hidden and the graph uses its space. */
  show(choice: Choice): void {
    element("stage").classList.toggle("with-details", choice !== undefined);
    const close = make("button", "Close", "close");
    close.setAttribute("type", "button");
    close.addEventListener("click", () => {
      this.choose(undefined);
      element("canvas").focus();
    });
    const parts =
      choice === undefined ? [] : "box" in choice ? this.ofBox(choice.box) : this.ofNode(choice.node);
    this.place.replaceChildren(...parts, ...(parts.length > 0 ? [close] : []));
    this.place.scrollTop = 0;
  }

  private ofBox(index: number): HTMLElement[] {
    const { boxes, nodes, boxEdges } = this.data;
    const box = boxes[index];
    if (!box) return [];
    const names = (others: readonly number[]) =>
      others.map((other) => boxes[other]?.label ?? "").join(", ") || "nothing";
    const before = boxEdges.filter(([from]) => from === index).map(([, to]) => to);
    const after = boxEdges.filter(([, to]) => to === index).map(([from]) => from);
    return [
      make("h3", box.label),
      make("p", [box.size, box.cost].filter(Boolean).join(" · "), "quiet"),
      make("p", `Depends on ${names(before)}. Needed by ${names(after)}.`),
      this.list(nodes.flatMap((node, other) => (node.box === index ? [[other, ""] as const] : []))),
    ];
  }

  private ofNode(index: number): HTMLElement[] {
    const node = this.data.nodes[index];
    if (!node) return [];
    const dependants = this.dependants(index);
    const facts = [
      this.data.boxes[node.box]?.label ?? "",
      ...(node.protect ? ["protected from deletion"] : []),
      ...(node.forbidden ? ["forbidden by a policy"] : []),
      ...(node.change ? [node.change] : []),
    ];
    return [
      make("h3", node.name),
      make("p", node.type, "type"),
      make("p", facts.join(" · "), "quiet"),
      ...(node.time === "" ? [] : [make("p", capital(node.time))]),
      ...(node.cost === "" ? [] : [make("p", `${node.cost}.`)]),
      make("h4", node.waits.length === 0 ? "Depends on nothing" : `Depends on ${node.waits.length}`),
      this.list(node.waits),
      make(
        "h4",
        dependants.length === 0
          ? "Nothing depends on it"
          : `${dependants.length} ${dependants.length === 1 ? "depends" : "depend"} on it`,
      ),
      this.list(dependants.map((other) => [other, ""] as const)),
      make("h4", "Properties"),
      properties(node.properties),
    ];
  }

  private list(entries: readonly (readonly [index: number, why: string])[]): HTMLElement {
    const list = make("ul", "", "waits");
    for (const [index, why] of entries) {
      const node = this.data.nodes[index];
      if (!node) continue;
      const item = make("li");
      const button = make("button", node.name);
      button.setAttribute("type", "button");
      button.addEventListener("click", () => this.choose({ node: index }));
      item.append(button, make("span", ` ${node.type.split(":").at(-1)}`, "type"));
      if (why !== "") item.append(make("span", ` ${why}`, "quiet"));
      list.append(item);
    }
    return list;
  }
}

function properties(all: Readonly<Record<string, string>>): HTMLElement {
  const list = make("dl");
  for (const [path, value] of Object.entries(all)) {
    const row = make("div");
    row.append(make("dt", path), make("dd", value));
    list.append(row);
  }
  return list;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
