import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync, linkSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { eventually, form, smallPhoto } from "./client";
import { Stage } from "./galleries";
import { figures, pause } from "./load";
import { jpeg } from "./pictures";
import { RawConnection } from "./raw-http";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open(0);
}, 60_000);
afterAll(() => stage.close(), 30_000);

/** Stops the gallery. Returns its exit code and the duration in seconds. */
async function end(gallery: {
  stop(): Promise<number | null>;
}): Promise<{ code: number | null; seconds: number }> {
  const startedAt = performance.now();
  const code = await gallery.stop();
  return { code, seconds: (performance.now() - startedAt) / 1000 };
}

/** As in the cluster: the grace period exceeds the limits of these tests. */
const inCluster = { SHUTDOWN_GRACE_SECONDS: "25" };

test("a request with incomplete headers does not delay the shutdown", async () => {
  const gallery = await stage.gallery(inCluster);
  const connection = await RawConnection.open(gallery.url);
  await connection.send("GET /api/photos HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  await pause(0.3);
  const { code, seconds } = await end(gallery);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(5);
  connection.destroy();
}, 40_000);

test("a client that never reads its response does not delay the shutdown", async () => {
  const gallery = await stage.gallery(inCluster);
  const large = await sharp({
    create: {
      width: 2600,
      height: 2000,
      channels: 3,
      background: "#468",
      noise: { type: "gaussian", mean: 120, sigma: 60 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const { id } = await gallery.client.add("Large", large);
  const connection = await RawConnection.open(gallery.url);
  connection.pause();
  await connection.send(`GET /api/photos/${id}/original HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(3));
  await pause(1);
  const { code, seconds } = await end(gallery);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(8);
  connection.destroy();
}, 60_000);

test("a thousand pending thumbnails do not delay the shutdown, and the next process creates them", async () => {
  const originals = join(stage.photos.path, "originals");
  mkdirSync(originals, { recursive: true });
  const photo = join(stage.photos.path, "photo.jpg");
  writeFileSync(photo, await jpeg(4, 4000, 3000));
  const first = join(originals, `${randomUUID()}.jpg`);
  copyFileSync(photo, first);
  for (let i = 1; i < 1000; i++) linkSync(first, join(originals, `${randomUUID()}.jpg`));
  const made = () => {
    try {
      return readdirSync(join(stage.photos.path, "thumbnails")).length;
    } catch {
      return 0;
    }
  };
  const gallery = await stage.gallery(inCluster);
  const { code, seconds } = await end(gallery);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(5);
  const before = made();
  expect(before).toBeLessThan(1000);
  const next = await stage.gallery(inCluster);
  await eventually(20, async () => made() > before + 2);
  await next.stop();
}, 60_000);

test("an upload in progress is completed", async () => {
  const gallery = await stage.gallery(inCluster);
  const connection = await RawConnection.open(gallery.url);
  const encoded = new Response(form("Under way", await smallPhoto()));
  const type = encoded.headers.get("content-type") ?? "";
  const body = Buffer.from(await encoded.arrayBuffer());
  await connection.send(
    `POST /api/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gallery.token}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await connection.send(body.subarray(0, 300));
  await pause(0.3);
  const ended = end(gallery);
  await pause(4);
  await connection.send(body.subarray(300));
  expect((await connection.answer(5))?.status).toBe(201);
  expect((await ended).code).toBe(0);
  connection.destroy();
}, 40_000);

test("npm run gallery and all processes that it started end within ten seconds of SIGTERM, with a stalled client", async () => {
  // In a separate process group, so that its processes can be killed after a failed test.
  const npm = spawn("npm", ["run", "gallery"], {
    env: { ...process.env, PORT: "0", CURATOR_TOKEN: "a".repeat(24) },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let output = "";
  npm.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    const url = await eventually(60, async () => /API +(http:\S+)\/api\/docs/.exec(output)?.[1]);
    const primary = `http://127.0.0.1:${/primary on port (\d+)/.exec(output)?.[1]}`;
    const connection = await RawConnection.open(url ?? "");
    await connection.send("GET /api/photos HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    const startedAt = performance.now();
    npm.kill("SIGTERM");
    await eventually(12, async () => (await isRefused(url ?? "")) && (await isRefused(primary)));
    const seconds = (performance.now() - startedAt) / 1000;
    figures(`npm run gallery: everything had ended ${seconds.toFixed(1)} s after SIGTERM`);
    expect(seconds).toBeLessThan(10);
    connection.destroy();
  } finally {
    killGroup(npm.pid);
  }
}, 120_000);

const isRefused = (url: string): Promise<boolean> =>
  RawConnection.open(url).then(
    (open) => {
      open.destroy();
      return false;
    },
    () => true,
  );

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // All its processes have ended.
  }
}
