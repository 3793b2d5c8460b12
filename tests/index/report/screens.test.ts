import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageOfSize } from "@groundwork/rehearse/bench/page-of-size";
import type { Page } from "playwright-core";
import { click, contrast, drawn } from "./graph";
import { reportFolder } from "./opened";

const { open } = reportFolder(async (folder) => {
  writeFileSync(join(folder, "prod.html"), (await pageOfSize("prod")).page);
});

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

describe.each([
  ["desktop", desktop, "light"],
  ["desktop", desktop, "dark"],
  ["phone", phone, "light"],
  ["phone", phone, "dark"],
] as const)("On a %s (%o), %s, the report", (device, viewport, colorScheme) => {
  let page: Page;
  beforeEach(async () => {
    ({ page } = await open("prod.html", { viewport, colorScheme, reducedMotion: "reduce" }));
  }, 60_000);
  afterEach(() => page.context().close());

  test("shows the four figures, and the beginning of the graph, on the first screen", async () => {
    for (const tile of await page.locator(".tile").all()) {
      const { y = 0, height = 0 } = (await tile.boundingBox()) ?? {};
      expect(y + height).toBeLessThan(viewport.height);
    }
    expect((await page.locator("#canvas").boundingBox())?.y).toBeLessThan(viewport.height - 100);
  });

  test("is short: manifests and resources are folded", async () => {
    expect(await page.locator("#table").isVisible()).toBe(false);
    expect(await page.locator("[data-manifest]").first().isVisible()).toBe(false);
    expect(await page.evaluate("document.documentElement.scrollHeight")).toBeLessThan(
      device === "phone" ? 7000 : 5000,
    );
  });

  test("opens its graph with components only, readable, without an empty panel", async () => {
    expect(await drawn(page, ".resource")).toEqual([]);
    const cards = await drawn(page, ".card");
    expect(cards.map(({ label }) => label)).toContain("network\n46 resources");
    expect(Math.min(...cards.map(({ fontSize }) => fontSize))).toBeGreaterThanOrEqual(10);
    const surface = await page.evaluate<string>(
      `getComputedStyle(document.getElementById("stage")).backgroundColor`,
    );
    for (const { text, fill, border } of cards) {
      expect(contrast(text, fill)).toBeGreaterThan(4.5);
      expect(contrast(border, surface)).toBeGreaterThan(3);
    }
    const { width = 0, height = 0 } = (await page.locator("#canvas").boundingBox()) ?? {};
    expect(Math.max(...cards.map((card) => card.x + card.width / 2))).toBeLessThanOrEqual(width);
    expect(Math.min(...cards.map((card) => card.y - card.height / 2))).toBeGreaterThanOrEqual(0);
    expect(Math.min(...cards.map((card) => card.y - card.height / 2))).toBeLessThan(60);
    if (device === "desktop") expect(Math.max(...cards.map((card) => card.y))).toBeLessThan(height);
    expect(await page.locator("#details").isVisible()).toBe(false);
  });

  test("shows a component's resources after a click on it, readable, and hides them after another", async () => {
    const [card] = (await drawn(page, ".card")).filter(({ label }) => label.startsWith("certificate"));
    await click(page, card ?? fail("no card"));
    const resources = await drawn(page, ".resource");
    expect(resources).toHaveLength(4);
    expect(Math.min(...resources.map(({ fontSize }) => fontSize))).toBeGreaterThanOrEqual(9.5);
    for (const { text, fill } of resources) expect(contrast(text, fill)).toBeGreaterThan(4.5);
    expect(await page.locator("#details h3").textContent()).toBe("certificate");
    await click(page, resources[0] ?? fail("no resource"));
    expect(await page.locator("#details .type").first().textContent()).toMatch(/^aws:/);
    const [open] = await drawn(page, ".expanded");
    if (!open) throw new Error("not open");
    // Its corner: resources cover the middle.
    await click(page, { ...open, x: open.x - open.width / 2 + 8, y: open.y - open.height / 2 + 8 });
    expect(await drawn(page, ".resource")).toEqual([]);
  });

  test("shows a component's resources after Enter, without a pointer", async () => {
    await page.locator("#canvas").focus();
    await page.keyboard.press("ArrowDown");
    const component = await page.locator("#details h3").textContent();
    await page.keyboard.press("Enter");
    expect((await drawn(page, ".expanded")).map(({ label }) => label)).toEqual([component]);
    await page.keyboard.press("Enter");
    expect(await page.locator("#details h4").first().textContent()).toMatch(/^Depends on/);
    for (const _ of ["to the component", "closed", "nothing chosen"]) await page.keyboard.press("Escape");
    expect(await drawn(page, ".resource")).toEqual([]);
    expect(await page.locator("#details").isVisible()).toBe(false);
  });

  test("does not draw slack over a duration, and all rows of the timeline have different labels", async () => {
    const { labels, crossed } = await page.evaluate<{ labels: string[]; crossed: string[] }>(`(() => {
      const bars = [...document.querySelectorAll(".bar")];
      const crosses = (bar) => {
        const [value, slack] = [".value", ".slack"].map((part) => bar.querySelector(part)?.getBoundingClientRect());
        return slack && slack.left < value.right && slack.right > value.left;
      };
      return {
        labels: bars.map((bar) => bar.querySelector(".label").textContent),
        crossed: bars.filter(crosses).map((bar) => bar.textContent),
      };
    })()`);
    expect(crossed).toEqual([]);
    expect(labels.length).toBeGreaterThan(20);
    expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
    expect(await page.locator(".slack").count()).toBeGreaterThan(5);
  });
});

test("The heading contains project, stack and region, and the section titles use common terms", async () => {
  const { page } = await open("prod.html");
  const rows = await page.locator("#table tbody tr").count();
  expect(await page.locator("header").textContent()).toContain(
    `groundwork / produs-east-1 · ${rows} resources`,
  );
  expect(await page.title()).toBe("groundwork/prod: report");
  expect(await page.locator("h2").allTextContents()).toEqual([
    "Dependencies",
    "Changes",
    "Duration",
    "Cost",
    "Policies",
    "Kubernetes manifests",
    "Resources",
  ]);
  expect(await page.locator("#time h3").allTextContents()).toContain("Critical path of an up");
  await page.context().close();
}, 60_000);

test("a link to a folded section opens it", async () => {
  const { page } = await open("prod.html");
  await page.locator("nav").getByText("Resources").click();
  expect(await page.locator("#table").isVisible()).toBe(true);
  await page.context().close();
}, 60_000);

function fail(what: string): never {
  throw new Error(what);
}
