import type { Page } from "playwright-core";

/** One element of the graph, as it is drawn. Lengths are in pixels of the canvas. */
export interface Drawn {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** CSS colours. */
  readonly text: string;
  readonly fill: string;
  readonly border: string;
}

/** Returns the drawn elements of a class: `.card` is a closed component, `.resource` is a resource. */
export function drawn(page: Page, selector: ".card" | ".resource" | ".expanded"): Promise<Drawn[]> {
  // Cytoscape stores the graph in the property _cyreg of its element.
  return page.evaluate(`(() => {
    const { cy } = document.getElementById("canvas")._cyreg;
    return cy.nodes(${JSON.stringify(selector)}).map((node) => ({
      label: node.data("label"),
      ...node.renderedPosition(),
      width: node.renderedOuterWidth(),
      height: node.renderedOuterHeight(),
      fontSize: parseFloat(node.style("font-size")) * cy.zoom(),
      text: node.style("color"),
      fill: node.style("background-color"),
      border: node.style("border-color"),
    }));
  })()`);
}

/** Clicks the drawn element. */
export async function click(page: Page, { x, y }: Drawn): Promise<void> {
  await page.locator("#canvas").click({ position: { x, y } });
}

/** The contrast of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
