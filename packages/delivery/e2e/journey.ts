/** Uses the gallery's page in a real browser. */
import { randomUUID } from "node:crypto";
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Browser, Page } from "playwright-core";
import { SmokeClient } from "../smoke/client";
import { testPhoto } from "../smoke/photo";
import { type SmokeTarget, tidyUp, titlePrefix } from "../smoke/smoke";

/** A file to upload, as Playwright takes it. */
export interface PhotoFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Collects errors of the page's scripts, without the HTTP errors that the page expects. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Rejected uploads and thumbnails that do not exist yet are expected responses.
    if (message.type() === "error" && !/status of (404|415|413)/.test(message.text()))
      complaints.push(message.text());
  });
  return complaints;
}

export async function signIn(page: Page, token: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Token").fill(token);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** As a signed-in curator: uploads a photo, waits for its thumbnail, reloads, opens the photo and deletes it. */
export async function curate(page: Page, title: string, photo: PhotoFile): Promise<void> {
  await page.getByLabel("Title").fill(title);
  await page.locator("#files").setInputFiles(photo);
  const mine = page.getByRole("button", { name: title });
  await mine.locator("img.loaded").waitFor();
  // The photo is first in the list, even if a replica serves the list a moment later.
  await page.reload();
  await page.locator(".photo").first().getByText(title).waitFor();
  const viewer = await view(page, title);
  await viewer.getByRole("button", { name: "Delete" }).click();
  await viewer.getByRole("button", { name: "Delete for ever?" }).click();
  await mine.waitFor({ state: "detached" });
}

/** Opens a photo that the page shows. */
async function view(page: Page, title: string) {
  await page.getByRole("button", { name: title }).click();
  const viewer = page.getByRole("dialog");
  await viewer.getByRole("img", { name: title }).waitFor();
  if (!/#photo-[0-9a-f-]{36}$/.test(page.url())) throw new Error(`the address names no photo: ${page.url()}`);
  return viewer;
}

/**
 * The end-to-end test of a deployed gallery. Over HTTPS or on this machine the browser signs in and uploads. Over plain
 * HTTP browsers reject the session cookie, so the photo is uploaded through the API, and the browser only views it.
 *
 * @returns what was done
 * @throws Explained with the text of the page
 */
export async function journey(
  browser: Browser,
  { url, token }: SmokeTarget,
  timeoutSeconds = 60,
): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(timeoutSeconds * 1000);
  const complaints = complaintsOf(page);
  const title = `${titlePrefix}${randomUUID()}`;
  const client = new SmokeClient(url, token);
  const { protocol, hostname } = new URL(url);
  const asCurator = protocol === "https:" || ["localhost", "127.0.0.1"].includes(hostname);
  try {
    await page.goto(url);
    if (asCurator) {
      await signIn(page, token);
      await curate(page, title, {
        name: "test.png",
        mimeType: "image/png",
        buffer: Buffer.from(testPhoto()),
      });
    } else {
      await client.upload(title);
      const shown = page.getByRole("button", { name: title }).locator("img.loaded");
      await shownAfterReload(page, () => shown.waitFor({ timeout: 5_000 }), timeoutSeconds);
      await view(page, title);
    }
    if (complaints.length > 0) throw new Error(`the page's scripts report errors: ${complaints.join("; ")}`);
    return asCurator
      ? "signed in, uploaded, saw the thumbnail, reloaded, opened, deleted"
      : "uploaded by the API (plain HTTP: no session), saw the thumbnail on the page, opened it";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const shows = await page
      .locator("body")
      .innerText({ timeout: 1_000 })
      .catch(() => "nothing");
    throw new Explained(
      `The browser test of ${url} failed:\n${message}\n\nThe page shows:\n${shows.slice(0, 800)}`,
    );
  } finally {
    await tidyUp(client, title);
    await context.close();
  }
}

/** Reloads the page until it shows the expected content, because of replication lag and the time to create a thumbnail. */
async function shownAfterReload(page: Page, look: () => Promise<void>, seconds: number): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; ; ) {
    await page.reload();
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
