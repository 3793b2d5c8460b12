import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { complaintsOf, curate, signIn } from "@groundwork/delivery/e2e/journey";
import { openBrowser } from "@groundwork/rehearse/browser";
import { source as axe } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Stage } from "./galleries";
import { jpeg } from "./pictures";

const images = join(__dirname, "..", "..", "docs", "images");
const titles = [
  ["Evening, looking west", 1300, 800],
  ["Still water", 900, 1200],
  ["Where the road ends", 1200, 800],
  ["High pasture", 1200, 900],
  ["September", 1500, 800],
  ["Cabin light", 1000, 1300],
  ["After the storm", 1200, 800],
  ["Quarry lake", 900, 900],
  ["The long way home", 1400, 700],
  ["First frost", 1200, 900],
] as const;

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([Stage.open(2), openBrowser()]);
  gallery = await stage.gallery({ MAX_UPLOAD_MIB: "5" });
  for (const [index, [title, width, height]] of [...titles.entries()].reverse()) {
    await gallery.client.add(title, await jpeg(12 - index, width, height));
  }
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
}, 30_000);

const desktop = { viewport: { width: 1280, height: 800 }, colorScheme: "light" } as const;
const phone = { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true } as const;

/** Opens the page. Script errors and violations of its content security policy fail the test. */
async function open(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(gallery.url);
  await page.locator(".photo img.loaded").first().waitFor();
  return { page, complaints };
}

/** Serious findings of axe-core on the page in its current state. */
async function findings(page: Page): Promise<string[]> {
  // Evaluated by the debugger, to which the page's content security policy does not apply.
  await page.evaluate(axe);
  const result: { violations: { id: string; impact: string; nodes: { html: string }[] }[] } =
    await page.evaluate("axe.run()");
  return result.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

async function picture(page: Page, name: string): Promise<void> {
  // Only on request, so that running the tests does not change the checkout.
  if (process.env.UPDATE_SCREENSHOTS !== "true") return;
  mkdirSync(images, { recursive: true });
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(images, `${name}.png`) });
}

test("a curator uploads a photo, sees its thumbnail, reloads, and deletes it", async () => {
  const { page, complaints } = await open(desktop);
  await signIn(page, gallery.token);
  const title = "Taken <b>today</b>";
  await curate(page, title, { name: "x.jpg", mimeType: "image/jpeg", buffer: await jpeg(20) });
  await page.reload();
  await page.locator(".photo").first().waitFor();
  expect(await page.getByRole("button", { name: title }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);

test("a rejected upload shows a reason that a user can act on", async () => {
  const { page, complaints } = await open(desktop);
  await signIn(page, gallery.token);
  await page.locator("#files").setInputFiles({
    name: "meeting_notes.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("not a photo"),
  });
  const upload = page.locator(".upload");
  await upload.getByText("This file is not a JPEG, PNG or WebP photo").waitFor();
  expect(await upload.textContent()).toContain("meeting notes");
  await upload.getByRole("button", { name: "Dismiss" }).click();
  expect(await upload.count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);

test("an upload without a response is retried with the same key, and stored once", async () => {
  const { page } = await open(desktop);
  await signIn(page, gallery.token);
  const keys: (string | undefined)[] = [];
  // The first request reaches the gallery, but the response does not reach the page.
  await page.route("**/api/photos", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.locator("#files").setInputFiles({
    name: "sent_twice.jpg",
    mimeType: "image/jpeg",
    buffer: await jpeg(22, 300, 200),
  });
  await page.locator(".upload").getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "sent twice" }).locator("img.loaded").waitFor();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  const { photos } = await gallery.client.list("?limit=5");
  expect(photos.filter(({ title }) => title === "sent twice")).toHaveLength(1);
  await page.context().close();
  await gallery.client.delete(photos.find(({ title }) => title === "sent twice")?.id ?? "");
}, 60_000);

test("photos that are dropped onto the page are uploaded", async () => {
  const { page } = await open(desktop);
  await signIn(page, gallery.token);
  const base64 = (await jpeg(21, 300, 200)).toString("base64");
  // JavaScript for the page, as text: the tests are compiled without the browser's types.
  const transfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    const bytes = Uint8Array.from(atob("${base64}"), (character) => character.charCodeAt(0));
    dropped.items.add(new File([bytes], "dropped-here.jpg", { type: "image/jpeg" }));
    return dropped;
  })()`);
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
  const dropped = page.getByRole("button", { name: "dropped here" });
  await dropped.locator("img.loaded").waitFor();
  await page.context().close();
  const { photos } = await gallery.client.list("?limit=1");
  await gallery.client.delete(photos[0]?.id ?? "");
}, 60_000);

test("a wrong token is rejected in the dialog, and the page can be used with the keyboard alone", async () => {
  const { page } = await open(desktop);
  await page.getByRole("button", { name: "Sign in" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("not the token at all");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("This is not the curator's token.").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".photo button").first().focus();
  await page.keyboard.press("Enter");
  const heading = page.locator("#viewer-title");
  const first = await heading.textContent();
  await page.keyboard.press("ArrowRight");
  expect(await heading.textContent()).not.toBe(first);
  await page.context().close();
}, 60_000);

test.each([
  ["desktop", desktop],
  ["phone", phone],
])(
  "axe-core finds no serious problem at %s width: page, sign-in, curator's page, viewer",
  async (name, options) => {
    const { page } = await open(options);
    await picture(page, `gallery-${name}`);
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await signIn(page, gallery.token);
    await picture(page, `gallery-${name}-curator`);
    expect(await findings(page)).toEqual([]);
    await page.locator(".photo button").first().click();
    await page.evaluate(`document.getElementById("viewer-image").decode()`);
    await picture(page, `gallery-${name}-photo`);
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  },
  60_000,
);
