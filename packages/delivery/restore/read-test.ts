/** The gallery's own read test: what a visitor reads, through its API. Nothing is written. */
import { setTimeout as wait } from "node:timers/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { SmokeClient, Unexpected } from "../smoke/client";

interface ReadTestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Photos that the restored database has. Default: they are not known, and the list may be empty. */
  readonly rows?: number | undefined;
  /** How long pods may take to use the restored instances, in seconds. Default: 180. */
  readonly timeoutSeconds?: number;
}

/**
 * Reads the list, the newest photo and its thumbnail.
 *
 * @param url the gallery's origin
 * @returns what was read
 * @throws Explained if the gallery does not answer as documented
 */
export async function readTest(url: string, options: ReadTestOptions = {}): Promise<string> {
  const { signal, rows = 0, timeoutSeconds = 180 } = options;
  const client = new SmokeClient(url, "", signal);
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    try {
      return await read(client, rows);
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      if (performance.now() > deadline)
        throw new Explained(
          `The read test of ${url} failed: ${error.message} (still so after ${timeoutSeconds} s). Look at the application; ` +
            "--back returns to the former instances.",
        );
      await wait(500, undefined, signal ? { signal } : {});
    }
  }
}

async function read(client: SmokeClient, rows: number): Promise<string> {
  await client.send("/readyz", [200]);
  const { photos, node } = await client.list();
  const [newest] = photos;
  if (newest === undefined && rows > 0)
    throw new Unexpected(`the list is empty, and the restored database has ${rows} photos`);
  if (newest === undefined) return "ready; the list is empty";
  await client.send(`/api/photos/${newest.id}`, [200]);
  const { body, ok } = await client.send(newest.thumbnail, [200, 404]);
  await body?.cancel();
  // A photo that was deleted after the time of the restore has its row again, and only an earlier version of its object.
  const thumbnail = ok ? "its thumbnail is there" : "its thumbnail is missing (docs/restores.md, photos)";
  const shown = photos.length === 1 ? "1 photo" : `${photos.length} photos`;
  return `ready; ${node || "a node"} lists ${shown}; the newest is of ${newest.createdAt}, and ${thumbnail}`;
}
