import type { PageData } from "../data";

/** Unpacks what the page carries. */
export async function readData(): Promise<PageData> {
  const packed = atob(element("data").textContent ?? "");
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** The element with an id. Throws when the page lacks it. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** A new element with text in it: text, never markup. */
export function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}
