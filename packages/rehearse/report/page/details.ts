import type { PageData } from "../data";
import { element, make } from "./data";

/** The details of a resource, as text and buttons. Its content is not interpreted as markup. */
export class Details {
  private readonly place = element("details");

  constructor(
    private readonly data: PageData,
    private readonly choose: (index: number) => void,
  ) {}

  show(index: number | undefined, dependants: readonly number[]): void {
    const node = index === undefined ? undefined : this.data.nodes[index];
    if (!node) {
      this.place.replaceChildren(
        make("p", "Choose a resource to see its properties and what it waits for.", "quiet"),
      );
      return;
    }
    const facts = [
      this.data.boxes[node.box]?.label ?? "",
      ...(node.protect ? ["protected from deletion"] : []),
      ...(node.forbidden ? ["forbidden by a policy"] : []),
      ...(node.change ? [node.change] : []),
    ];
    const parts: HTMLElement[] = [
      make("h3", node.name),
      make("p", node.type, "type"),
      make("p", facts.join(" · "), "quiet"),
      ...(node.time === "" ? [] : [make("p", capital(node.time))]),
      ...(node.cost === "" ? [] : [make("p", `${node.cost}.`)]),
      make("h4", node.waits.length === 0 ? "Waits for nothing" : `Waits for ${node.waits.length}`),
      this.list(node.waits),
      make("h4", dependants.length === 0 ? "Nothing waits for it" : `${dependants.length} wait for it`),
      this.list(dependants.map((other) => [other, ""] as const)),
      make("h4", "Properties"),
      properties(node.properties),
    ];
    this.place.replaceChildren(...parts);
    this.place.scrollTop = 0;
  }

  private list(entries: readonly (readonly [index: number, why: string])[]): HTMLElement {
    const list = make("ul", "", "waits");
    for (const [index, why] of entries) {
      const node = this.data.nodes[index];
      if (!node) continue;
      const item = make("li");
      const button = make("button", node.name);
      button.setAttribute("type", "button");
      button.addEventListener("click", () => this.choose(index));
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
