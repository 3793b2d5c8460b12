import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { renderManifests } from "@groundwork/rehearse/plan/manifests";
import { buildReport } from "@groundwork/rehearse/report/build";
import { compare } from "@groundwork/rehearse/report/changes";
import { renderPage } from "@groundwork/rehearse/report/render";
import { source as axe } from "axe-core";
import type { BrowserContextOptions } from "playwright-core";
import { evaluated } from "../../evaluated";
import { openTable, reportFolder, shown } from "./opened";

const hostile = `</script><img src=x onerror="window.hacked=1">`;

/** Dev with a malicious name and value, compared with dev with one replica less. */
const reports = reportFolder(async (folder) => {
  const { resources } = await evaluated("dev");
  const bad: EvaluatedResource[] = resources.map((resource) =>
    resource.name === "photos" && resource.type === "aws:s3/bucket:Bucket"
      ? { ...resource, name: hostile, inputs: { ...resource.inputs, tags: { note: hostile } } }
      : resource,
  );
  const before = buildReport(
    "dev",
    (await evaluated("dev", { changes: { databaseReplicas: 0 } })).resources,
    new Date(0),
  );
  const report = buildReport("dev", bad, new Date(1_000_000));
  const result = {
    policy: hostile,
    level: "mandatory",
    severity: "high",
    message: hostile,
    urn: hostile,
    source: "https://example.com/",
  } as const;
  const manifests = renderManifests(bad);
  const page = await renderPage({
    policyNames: [],
    report,
    changes: compare(before, report),
    policies: [result],
    manifests,
  });
  writeFileSync(join(folder, "dev.html"), page);
});

const open = (options?: BrowserContextOptions) => reports.open("dev.html", options);

test("the page loads nothing, logs no errors, and does not execute a malicious name", async () => {
  const { page, complaints } = await open();
  await openTable(page);
  await page.locator("#table button", { hasText: "onerror" }).click();
  expect(await page.locator("#details h3").textContent()).toBe(hostile);
  expect(await page.locator("#details dl").textContent()).toContain(hostile);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(await page.locator("img").count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);

test("the page shows what changes, what it costs, how long it takes and which policies are violated", async () => {
  const { page } = await open();
  const tiles = await page.locator(".tile .answer").allTextContents();
  expect(tiles[0]).toMatch(/\+\d+/);
  expect(tiles[1]).toMatch(/^\$\d+ a month$/);
  expect(tiles[2]).toMatch(/^\d+ min up$/);
  expect(tiles[3]).toBe("1 violated");
  await page.context().close();
}, 60_000);

test("searching filters the table, and selecting a result shows its dependencies", async () => {
  const { page } = await open();
  await openTable(page);
  const all = await shown(page);
  await page.getByLabel("Find").fill("database instance");
  expect(await shown(page)).toBeLessThan(all);
  await page.locator("#table button:visible", { hasText: "database-replica-1" }).first().click();
  const details = page.locator("#details");
  expect(await details.locator("h3").textContent()).toBe("database-replica-1");
  expect(await details.locator(".waits").first().textContent()).toContain("replicateSourceDb");
  await page.getByLabel("Find").fill("nothing has this");
  expect(await page.getByText("No resource has that").isVisible()).toBe(true);
  await page.context().close();
}, 60_000);

test("with the keyboard alone, arrow keys follow dependencies, the focus is visible, and Escape clears the selection", async () => {
  const { page } = await open();
  await page.locator("#canvas").focus();
  await page.keyboard.press("ArrowDown");
  const first = await page.locator("#details h3").textContent();
  await page.keyboard.press("ArrowRight");
  expect(await page.locator("#details h3").textContent()).not.toBe(first);
  expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
  await page.keyboard.press("Escape");
  expect(await page.locator("#details h3").count()).toBe(0);
  await page.context().close();
}, 60_000);

test.each([
  ["wide and light", {}],
  ["wide and dark", { colorScheme: "dark" }],
  ["narrow and light", { viewport: { width: 390, height: 844 } }],
  ["narrow and dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
] as const)(
  "axe-core reports nothing, %s, and nothing overflows",
  async (_, options) => {
    const { page } = await open(options);
    await openTable(page);
    await page.locator("#table button").first().click();
    await page.evaluate(axe);
    const found: { violations: { id: string; nodes: { html: string }[] }[] } =
      await page.evaluate("axe.run()");
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await page.context().close();
  },
  60_000,
);

test("the printed page has the same content in black on white, without elements that only a screen needs", async () => {
  const { page } = await open({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
  expect(await page.locator(".tools").isVisible()).toBe(false);
  // The page opens its folds when the browser reports the change of medium, which is with its next frame.
  await page.locator("#table tbody tr").first().waitFor({ state: "visible" });
  await page.context().close();
}, 60_000);
