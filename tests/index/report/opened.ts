import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "@groundwork/rehearse/browser";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A report that is open in a browser. */
export interface OpenedReport {
  readonly page: Page;
  /** Requests, errors, and violations of the page's content security policy. There should be none. */
  readonly complaints: readonly string[];
}

/**
 * A folder for the reports of a test file, and a browser that opens them. Both are removed after its tests.
 *
 * @param prepare writes reports into the folder, before the first test
 */
export function reportFolder(prepare: (folder: string) => Promise<void> = async () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-report-"));
  let browser: Browser;
  beforeAll(async () => {
    await prepare(folder);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);
  const open = (file: string, options?: BrowserContextOptions) =>
    openReport(browser, join(folder, file), options);
  return { folder, open };
}

/** Opens a report's file in a separate window and waits until it is ready. */
async function openReport(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenedReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const file = pathToFileURL(path).href;
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(file)) complaints.push(request.url());
  });
  await page.goto(file);
  await page.locator("html[data-ready]").waitFor();
  return { page, complaints };
}

/** Opens the folded table of resources. */
export async function openTable(page: Page): Promise<void> {
  await page.locator("#resources > details > summary").click();
}

/** Number of resources in the table. */
export const shown = (page: Page) => page.locator("#table tbody tr:visible").count();
