import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictureMemoryMiB } from "../../src/photos/limits";
import type { Gallery } from "../gallery";
import type { LargestPicture } from "./largest-pictures";

/** The memory and time that one picture needed. */
export interface PictureMeasured {
  readonly name: string;
  /** Status of the response to the upload; 0 without a response. */
  readonly status: number;
  readonly seconds: number;
  /** Resident memory of the process before the upload, at its peak and afterwards, MiB. */
  readonly before: number;
  readonly peak: number;
  readonly after: number;
  /** Upper limit of the added memory according to app/src/photos/limits.ts, MiB. */
  readonly expected: number;
}

const dockerfile = join(__dirname, "..", "..", "Dockerfile");

/**
 * Returns the image's settings of the memory allocator.
 * @throws Error if the Dockerfile has none
 */
export function allocatorSettings(): Record<string, string> {
  const settings = [...readFileSync(dockerfile, "utf8").matchAll(/\b(MALLOC_\w+)=(\d+)/g)];
  if (settings.length === 0) throw new Error(`${dockerfile} sets no MALLOC_ variables`);
  return Object.fromEntries(settings.map(([, name, value]) => [name, value]));
}

const timeoutSeconds = 240;

/** Returns the resident memory of the gallery's process, MiB. */
export const residentMiB = (gallery: Gallery): number => memoryOf(gallery.pid).now;

/** Returns the resident memory now, and its peak since the last reset, MiB (Linux). */
function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { now: value("VmRSS"), peak: value("VmHWM") };
}

/** Resets the peak: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
const resetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** Uploads one photo. Returns the status of the response; 0 without a response. */
export async function uploadPicture(gallery: Gallery, title: string, photo: Buffer): Promise<number> {
  const body = new FormData();
  body.set("title", title);
  body.set("photo", new Blob([new Uint8Array(photo)]), "photo");
  // A new connection for each upload: making a picture takes long, and the server closes idle connections meanwhile.
  const headers = { authorization: `Bearer ${gallery.token}`, connection: "close" };
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = await fetch(`${gallery.url}/api/photos`, { method: "POST", headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Uploads one picture after another, and measures how much memory of the process each one needs. */
export async function measurePictures(
  gallery: Gallery,
  pictures: readonly LargestPicture[],
): Promise<PictureMeasured[]> {
  const measured: PictureMeasured[] = [];
  for (const { name, facts, make } of pictures) {
    const photo = await make();
    const before = memoryOf(gallery.pid).now;
    resetPeak(gallery.pid);
    const startedAt = performance.now();
    const status = await uploadPicture(gallery, name, photo);
    const seconds = (performance.now() - startedAt) / 1000;
    const { now: after, peak } = status === 0 ? { now: 0, peak: 0 } : memoryOf(gallery.pid);
    measured.push({ name, status, seconds, before, peak, after, expected: pictureMemoryMiB(facts) });
    if (status === 0) break;
  }
  return measured;
}

/** Formats the measurements as a table. */
export function formatPictures(measured: readonly PictureMeasured[]): string {
  const head =
    "picture                            status  seconds   before     peak    after    added   expected";
  const rows = measured.map(({ name, status, seconds, before, peak, after, expected }) =>
    [
      name.padEnd(34),
      String(status).padStart(7),
      seconds.toFixed(1).padStart(9),
      ...[before, peak, after, peak - before].map((value) => String(Math.round(value)).padStart(9)),
      `≤ ${Math.round(expected)}`.padStart(11),
    ].join(""),
  );
  return [head, ...rows].join("\n");
}
