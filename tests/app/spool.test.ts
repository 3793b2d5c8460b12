import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountSmallDisk, NoMount } from "@groundwork/testbed/processes/small-disk";
import sharp from "sharp";
import { runMigrations, startGallery } from "../../app/local/gallery";
import { explainImageFault } from "../../app/src/photos/image-faults";
import { defaultConcurrentUploads, spoolNeededMiB } from "../../app/src/photos/limits";
import { eventually, GalleryClient, json } from "./client";
import { Stage } from "./galleries";
import { figures, pause } from "./load";
import { pngOfEqualRows } from "./pictures";
import { RawConnection } from "./raw-http";

let stage: Stage;
const folders: string[] = [];

beforeAll(async () => {
  stage = await Stage.open(0);
}, 60_000);
afterAll(async () => {
  await stage.close();
  disk?.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 30_000);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "gallery-spool-test-"));
  folders.push(path);
  return path;
}

const filesIn = (path: string) =>
  readdirSync(path, { recursive: true })
    .map(String)
    .filter((name) => /\.(received|cleaned)$/.test(name));

/** Sends half of an upload, and returns when its file is on the disk. */
async function beginUpload(gallery: { url: string; token: string }, spool: string): Promise<RawConnection> {
  const connection = await RawConnection.open(gallery.url);
  const head = `--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n${"a".repeat(500_000)}`;
  await connection.send(
    `POST /api/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gallery.token}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 1000000\r\n\r\n${head}`,
  );
  await eventually(5, async () => filesIn(spool).length > 0);
  return connection;
}

test("the next process removes the upload files of a killed process", async () => {
  const spool = folder();
  const killed = await stage.gallery({ SPOOL_DIRECTORY: spool });
  const connection = await beginUpload(killed, spool);
  await killed.stop("SIGKILL");
  connection.destroy();
  expect(filesIn(spool)).toHaveLength(1);
  const next = await stage.gallery({ SPOOL_DIRECTORY: spool });
  expect(filesIn(spool)).toEqual([]);
  await next.stop();
  expect(readdirSync(spool)).toEqual([]);
}, 40_000);

test("the upload files of another running process remain", async () => {
  const spool = folder();
  const first = await stage.gallery({ SPOOL_DIRECTORY: spool });
  const connection = await beginUpload(first, spool);
  const second = await stage.gallery({ SPOOL_DIRECTORY: spool });
  expect(filesIn(spool)).toHaveLength(1);
  connection.destroy();
  await eventually(5, async () => filesIn(spool).length === 0);
  await Promise.all([first.stop(), second.stop()]);
}, 40_000);

test("an incomplete copy of a killed process among the photos is removed at startup", async () => {
  const part = join(stage.photos.path, "originals", "x.part");
  const old = new Date(Date.now() - 2 * 3600_000);
  execFileSync("mkdir", ["-p", join(stage.photos.path, "originals")]);
  execFileSync("touch", ["-d", old.toISOString(), part]);
  const gallery = await stage.gallery();
  await eventually(5, async () => !existsSync(part));
  await gallery.stop();
}, 40_000);

/** Size of all files in a folder, in bytes. A file that is removed meanwhile counts as empty. */
const sizeOf = (path: string) =>
  readdirSync(path, { recursive: true })
    .map((name) => statSync(join(path, String(name)), { throwIfNoEntry: false }))
    .reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);

/** Polls the size of a folder; `stop` returns the largest, in MiB. */
function watchSize(path: string) {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, sizeOf(path));
  }, 5);
  return {
    stop() {
      clearInterval(timer);
      return most / 1024 ** 2;
    },
  };
}

test("the folder stays within the pod's limit, also when small uploads become the largest possible photos", async () => {
  const spool = folder();
  const rows = 610;
  const pixels = 16_383 * rows;
  const gallery = await stage.gallery({ SPOOL_DIRECTORY: spool, MAX_PIXELS: String(pixels) });
  const client = new GalleryClient(gallery, 60_000);
  const photo = pngOfEqualRows(rows);
  const size = watchSize(spool);
  const answers = await Promise.all(
    Array.from({ length: defaultConcurrentUploads }, () => client.upload("Equal rows", photo)),
  );
  const peak = size.stop();
  figures(
    `${defaultConcurrentUploads} uploads of ${(photo.length / 1024 ** 2).toFixed(1)} MiB: ${peak.toFixed(0)} MiB at the same time`,
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  // Without uploads of the maximum size: their share is exact already.
  expect(peak).toBeLessThan(spoolNeededMiB(pixels, defaultConcurrentUploads, photo.length / 1024 ** 2));
  // Most of the files existed at the same time; otherwise the peak says little.
  expect(peak).toBeGreaterThan((3 * pixels * defaultConcurrentUploads) / 4 / 1024 ** 2);
  await gallery.stop();
}, 90_000);

test("the web pages and the migration write no files", async () => {
  const temporary = folder();
  const web = await startGallery({ TMPDIR: temporary, SPOOL_DIRECTORY: temporary }, "web");
  await Promise.all(["/", "/healthz", "/js/main.js"].map((path) => fetch(`${web.url}${path}`)));
  const written = () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-"));
  expect(written()).toEqual([]);
  await web.stop();
  await runMigrations({ ...stage.postgres.environment, TMPDIR: temporary });
  expect(written()).toEqual([]);
}, 40_000);

/** A small disk. Where none can be mounted, it is undefined; with CI=true that is an error. */
function smallDisk(mib: number) {
  try {
    return mountSmallDisk(mib);
  } catch (error) {
    if (process.env.CI === "true" || !(error instanceof NoMount)) throw error;
    process.stdout.write(`    not run: ${error.message}\n`);
    return undefined;
  }
}

const disk = smallDisk(1);
(disk === undefined ? test.skip : test)(
  "a full disk while a photo arrives or is encoded gets a 503, the cause is logged once, and the connection continues to work",
  async () => {
    // Photos of other tests wait for their thumbnails, which would be made on this disk.
    const gallery = await stage.gallery({ SPOOL_DIRECTORY: disk?.path ?? "", PHOTOS_DIRECTORY: folder() });
    const large = Buffer.alloc(3 * 1024 * 1024, 1);
    // The first is too large for the disk. The second fits, but its encoded photo does not.
    const grown = await sharp({
      create: {
        width: 2400,
        height: 1800,
        channels: 3,
        background: "#468",
        noise: { type: "gaussian", mean: 120, sigma: 40 },
      },
    })
      .jpeg({ quality: 20 })
      .toBuffer();
    expect(grown.length).toBeLessThan(900_000);
    for (const photo of [large, grown]) {
      const answer = await gallery.client.upload("Full", photo);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      const { instance, detail } = await json<{ instance: string; detail: string }>(answer);
      expect(detail).toBe("No space for uploads right now.");
      const id = instance.split(":").pop() ?? "";
      await pause(0.2);
      const causes = gallery
        .output()
        .split("\n")
        .filter((line) => line.includes(id) && /ENOSPC|No space left/.test(line));
      expect(causes).toHaveLength(1);
      expect(JSON.parse(causes[0] ?? "{}")).toMatchObject({ level: 50, msg: "request failed" });
    }
    expect(filesIn(disk?.path ?? "")).toEqual([]);
    expect((await gallery.client.upload("Small")).status).toBe(201);
    await gallery.stop();
  },
  60_000,
);

test.each([
  ["timeout: 24% complete\nVipsImage: killed for image", "too-slow", 422],
  ["o.webp: write error\nsystem error: No space left on device", "unavailable", 503],
  ["o.webp: write error\nsystem error: Disk quota exceeded", "unavailable", 503],
  ["VipsJpeg: premature end of JPEG image", "not-a-photo", 415],
  ["vips2png: unable to write to target o.png", "not-a-photo", 415],
  ["Input file has corrupt header: webp: unable to parse image", "not-a-photo", 415],
])("the image library's %j is %s, %i", (message, code, status) => {
  expect(explainImageFault(new Error(message), 50)).toMatchObject({ code, status });
});

test.each([
  "o.png: unable to open for write\nsystem error: No such file or directory",
  "Input file is missing: /tmp/x.received",
  "vips_malloc: out of memory",
  "x.received: read error\nsystem error: Input/output error",
])("the image library's %j is a failure of the server, and returned unchanged", (message) => {
  const error = new Error(message);
  expect(explainImageFault(error, 50)).toBe(error);
});
