import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageOfSize } from "@groundwork/rehearse/bench/page-of-size";
import { type OpenedReport, openTable, reportFolder, shown } from "./opened";

const { folder, open } = reportFolder();

describe.each([100, 1300])("A report of %d resources, in a browser", (size) => {
  let opened: OpenedReport;
  beforeAll(async () => {
    const { page } = await pageOfSize("dev", size);
    writeFileSync(join(folder, `${size}.html`), page);
    opened = await open(`${size}.html`, { reducedMotion: "reduce" });
    await openTable(opened.page);
  }, 300_000);

  test("lists all of them in its table, and nothing overflows", async () => {
    const { page } = opened;
    expect(await shown(page)).toBe(size);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  }, 60_000);

  test("can be searched, and a selected resource shows its dependencies", async () => {
    const { page } = opened;
    await page.getByLabel("Find").fill("network natgateway");
    const found = await shown(page);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(size / 10);
    await page.locator("#table button:visible").first().click();
    expect(await page.locator("#details").textContent()).toContain("allocationId");
    await page.getByLabel("Find").fill("");
    expect(await shown(page)).toBe(size);
  }, 60_000);

  test("draws its graph, zooms, and follows dependencies with the keyboard", async () => {
    const { page } = opened;
    await page.locator("#canvas").focus();
    await page.keyboard.press("Escape");
    const pictures: string[] = [];
    for (const key of ["0", "+", "-", "-"]) {
      await page.keyboard.press(key);
      await page.waitForTimeout(300);
      pictures.push((await page.locator("#canvas").screenshot()).toString("base64"));
    }
    const [whole, closer, , farther] = pictures;
    // Compared here, so that a failure does not print images in base64.
    expect({ closer: closer === whole, farther: farther === whole }).toEqual({
      closer: false,
      farther: false,
    });
    await page.keyboard.press("ArrowDown");
    const first = await page.locator("#details h3").textContent();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#details h3").textContent()).not.toBe(first);
  }, 60_000);

  test("loads nothing and logs no errors", () => expect(opened.complaints).toEqual([]));
});
