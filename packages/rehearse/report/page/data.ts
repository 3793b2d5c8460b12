import type { PageData } from "../data";

/** Unpacks the data in the page. */
export async function readData(): Promise<PageData> {
  const packed = atob(element("data").textContent ?? "");
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** The element with an id. Throws if it does not exist. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Creates an element with a text, which is not interpreted as markup. */
export function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}
