import { largestPictures } from "../../app/local/bench/largest-pictures";
import {
  allocatorSettings,
  formatPictures,
  measurePictures,
  type PictureMeasured,
  residentMiB,
  uploadPicture,
} from "../../app/local/bench/pictures";
import {
  defaultConcurrentUploads,
  defaultMaxPixels,
  memoryNeededMiB,
  pictureMemoryMiB,
} from "../../app/src/photos/limits";
import { drawn } from "../drawn";
import { eventually } from "./client";
import { Stage } from "./galleries";
import { createMemoryCgroup, type MemoryCgroup } from "./memory-cgroup";

const limitMiB = memoryNeededMiB();
const everyPicture = largestPictures(defaultMaxPixels);
const pictures = drawn(everyPicture, 6);

/** Creates a cgroup with the manifest's memory limit. If that is not possible, returns undefined; with CI=true it fails. */
function tryToCreateCgroup(): MemoryCgroup | undefined {
  try {
    return createMemoryCgroup("gallery-test", limitMiB);
  } catch (error) {
    if (process.env.CI === "true") throw error;
    process.stdout.write(`    not run: no memory cgroup can be made here (${String(error)})\n`);
    return undefined;
  }
}

const group = tryToCreateCgroup();
const limited = group === undefined ? test.skip : test;
let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  if (group === undefined) return;
  stage = await Stage.open(0);
  const env = { ...allocatorSettings(), SHUTDOWN_GRACE_SECONDS: "30" };
  gallery = await stage.gallery(env, "api", group.launcher);
}, 60_000);
afterAll(async () => {
  await stage?.close();
  group?.remove();
}, 30_000);

let measured: PictureMeasured[] = [];

limited(
  "a process with the manifest's memory limit stores the largest allowed pictures",
  async () => {
    measured = await measurePictures(gallery, pictures);
    process.stdout.write(`\n${formatPictures(measured)}\n\n`);
    expect(measured.map(({ name, status }) => `${name}: ${status}`)).toEqual(
      pictures.map(({ name }) => `${name}: 201`),
    );
    expect(group?.killed()).toBe(0);
  },
  600_000,
);

limited("no picture needs more memory than estimated", () => {
  expect(measured).toHaveLength(pictures.length);
  const over = measured.filter(({ before, peak, expected }) => peak - before > expected);
  expect(over).toEqual([]);
});

limited(
  "soon afterwards, the process uses about as much memory as at startup",
  async () => {
    expect(measured).toHaveLength(pictures.length);
    const atStartup = measured[0]?.before ?? 0;
    // Requests make the collector run, as probes do in a pod.
    await eventually(60, async () => {
      await gallery.client.list();
      return residentMiB(gallery) < atStartup * 1.6;
    });
  },
  90_000,
);

limited(
  "the largest allowed number of concurrent uploads of the largest allowed size is stored",
  async () => {
    const demanding = [...everyPicture]
      .sort((a, b) => pictureMemoryMiB(b.facts) - pictureMemoryMiB(a.facts))
      .slice(0, defaultConcurrentUploads);
    const photos = await Promise.all(demanding.map(({ make }) => make()));
    const statuses = await Promise.all(photos.map((photo) => uploadPicture(gallery, "At once", photo)));
    process.stdout.write(
      `    ${demanding.map(({ name }) => name).join("; ")}: peak of the cgroup ${Math.round(group?.peakMiB() ?? 0)} of ${limitMiB} MiB\n`,
    );
    expect(statuses).toEqual(demanding.map(() => 201));
    expect(group?.killed()).toBe(0);
    expect((await gallery.client.send("/healthz")).status).toBe(200);
  },
  600_000,
);

limited(
  "a process with less memory than its settings need does not start, and reports how much they need",
  async () => {
    const started = stage.gallery({ MAX_PIXELS: String(defaultMaxPixels * 2) }, "api", group?.launcher);
    await expect(started).rejects.toThrow(
      /MAX_PIXELS=100000000 and MAX_CONCURRENT_UPLOADS=4 need \d+ MiB of memory; the limit is 1408 MiB/,
    );
  },
  60_000,
);
