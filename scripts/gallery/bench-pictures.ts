import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictureMemoryMiB } from "../../app/src/photos/limits";
import type { Gallery } from "./gallery";
import type { LargestPicture } from "./largest-pictures";

/** What one picture took. */
export interface PictureMeasured {
  readonly name: string;
  /** Status of the upload's answer; 0 when the process did not answer. */
  readonly status: number;
  readonly seconds: number;
  /** Resident memory of the process before, at its peak and after, MiB. */
  readonly before: number;
  readonly peak: number;
  readonly after: number;
  /** What app/src/photos/limits.ts expects the picture to add at most, MiB. */
  readonly expected: number;
}

const dockerfile = join(__dirname, "..", "..", "app", "Dockerfile");

/** The image's settings of the memory allocator. @throws when the image has none */
export function allocatorSettings(): Record<string, string> {
  const settings = [...readFileSync(dockerfile, "utf8").matchAll(/\b(MALLOC_\w+)=(\d+)/g)];
  if (settings.length === 0) throw new Error(`${dockerfile} sets no MALLOC_ variables`);
  return Object.fromEntries(settings.map(([, name, value]) => [name, value]));
}

const timeoutSeconds = 240;

/** Resident memory now, and at its peak since the last reset, MiB (Linux). */
function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { now: value("VmRSS"), peak: value("VmHWM") };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
const resetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** Uploads one photo; the status of the answer, 0 without one. */
export async function uploadPicture(gallery: Gallery, title: string, photo: Buffer): Promise<number> {
  const body = new FormData();
  body.set("title", title);
  body.set("photo", new Blob([new Uint8Array(photo)]), "photo");
  const headers = { authorization: `Bearer ${gallery.token}` };
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const answer = await fetch(`${gallery.url}/api/photos`, { method: "POST", headers, body, signal });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

/** Uploads one picture after another, and reads what each took of the process's memory. */
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

/** The measurements as a table. */
export function pictureTable(measured: readonly PictureMeasured[]): string {
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
