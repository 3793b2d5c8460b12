/** The smoke test against galleries with one defect each. `npm run test:delivery` uses the real gallery. */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { percentile } from "../smoke/latency";
import { testPhoto } from "../smoke/photo";
import { smoke } from "../smoke/smoke";

interface Photo {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly thumbnail: string;
}

/** A minimal gallery whose responses a test can change by `METHOD path`. */
class FakeGallery {
  photos: Photo[] = [];
  readonly answers = new Map<
    string,
    () => { status: number; node?: string; body?: string; afterMs?: number }
  >();
  private server: Server | undefined;
  url = "";

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const path = request.url?.replace(/\?.*/, "") ?? "";
      let title = "";
      request.on("data", (chunk: Buffer) => {
        title ||= /name="title"\r\n\r\n([^\r]*)/.exec(chunk.toString("latin1"))?.[1] ?? "";
      });
      request.on("end", () => {
        const kind = `${request.method} ${path.replace(/[0-9a-f-]{36}/, "ID")}`;
        const good = this.answer(kind, path, title);
        const { status, node, body, afterMs = 0 } = { ...good, ...this.answers.get(kind)?.() };
        if (node) response.setHeader("gallery-node", node);
        response.setHeader("content-type", path.endsWith("thumbnail") ? "image/webp" : "application/json");
        response.statusCode = status;
        setTimeout(() => response.end(body), afterMs);
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private answer(
    kind: string,
    path: string,
    title: string,
  ): { status: number; node?: string; body?: string } {
    const id = /[0-9a-f-]{36}/.exec(path)?.[0];
    const photo = this.photos.find((each) => each.id === id);
    switch (kind) {
      case "POST /api/photos":
        this.add(title, new Date());
        return { status: 201, body: JSON.stringify(this.photos[0]) };
      case "GET /api/photos":
        return { status: 200, node: "replica-1", body: JSON.stringify({ photos: this.photos }) };
      case "DELETE /api/photos/ID":
        this.photos = this.photos.filter((each) => each.id !== id);
        return { status: 204 };
      case "GET /api/photos/ID":
      case "GET /api/photos/ID/thumbnail":
        return photo ? { status: 200, body: "RIFF" } : { status: 404 };
      default:
        return { status: 200, body: "<title>Gallery</title>" };
    }
  }

  add(title: string, createdAt: Date): void {
    const id = randomUUID();
    const thumbnail = `/api/photos/${id}/thumbnail`;
    this.photos.unshift({ id, title, createdAt: createdAt.toISOString(), thumbnail });
  }
}

let gallery: FakeGallery;
beforeEach(async () => {
  gallery = new FakeGallery();
  await gallery.start();
});
afterEach(() => gallery.stop());

const run = (more: { replicas?: boolean; milliseconds?: number } = {}) =>
  smoke(
    {
      url: gallery.url,
      token: "the-curators-secret-token",
      replicas: more.replicas ?? true,
      objective: { percent: 90, milliseconds: more.milliseconds ?? 2_000 },
    },
    { timeoutSeconds: 0.3, samples: 10 },
  );

test("a working gallery passes six checks", async () => {
  expect(await run()).toHaveLength(6);
});

test.each([
  [
    "is not ready",
    "GET /readyz",
    { status: 503, body: "not ready" },
    /up and ready.*\n.*GET \/readyz: 503.*not ready/,
  ],
  ["serves no page", "GET /", { status: 200, body: "nothing" }, /GET \/: no page, but nothing/],
  [
    "rejects the photo",
    "POST /api/photos",
    { status: 401, body: "wrong token" },
    /POST .*401 instead of 201: wrong token/,
  ],
  [
    "lists from the primary",
    "GET /api/photos",
    { status: 200, node: "primary" },
    /replica lists.*\n.*from primary/,
  ],
  ["does not name the node that served the list", "GET /api/photos", { status: 200, node: "" }, /not named/],
  [
    "never shows the photo",
    "GET /api/photos",
    { status: 200, body: '{"photos":[]}' },
    /does not have the photo/,
  ],
  [
    "answers nonsense",
    "GET /api/photos",
    { status: 200, body: "<html>" },
    /not the documented response: <html>/,
  ],
  [
    "creates no thumbnail",
    "GET /api/photos/ID/thumbnail",
    { status: 404 },
    /thumbnail is made\n.*404.*still so after 0.3 s/,
  ],
  [
    "creates empty thumbnails",
    "GET /api/photos/ID/thumbnail",
    { status: 200, body: "" },
    /0 bytes of image\/webp/,
  ],
  ["cannot delete", "DELETE /api/photos/ID", { status: 503 }, /DELETE .*503 instead of 204/],
  [
    "does not delete the photo",
    "GET /api/photos/ID",
    { status: 200, body: "{}" },
    /GET .*200 instead of 404/,
  ],
] as const)(
  "a gallery that %s fails the test, and the message describes the result",
  async (_, kind, answer, expected) => {
    gallery.answers.set(kind, () => answer);
    await expect(run()).rejects.toThrow(expected);
    await expect(run()).rejects.not.toThrow("the-curators-secret-token");
  },
);

test("a gallery that is too slow fails the test, with the percentile", async () => {
  gallery.answers.set("GET /api/photos", () => ({ status: 200, afterMs: 60 }));
  await expect(run({ milliseconds: 50 })).rejects.toThrow(/90 % of 10 within \d+ ms.*the objective is 50 ms/);
});

test("the photo is removed, whichever check fails", async () => {
  gallery.answers.set("GET /api/photos/ID/thumbnail", () => ({ status: 500 }));
  await expect(run()).rejects.toThrow("500");
  expect(gallery.photos).toEqual([]);
});

test("a photo is removed even if the response to its upload was lost", async () => {
  gallery.answers.set("POST /api/photos", () => ({ status: 504, body: "" }));
  await expect(run()).rejects.toThrow("504");
  expect(gallery.photos).toEqual([]);
});

test("photos of a killed run are removed; photos of a running test and of users are kept", async () => {
  const old = new Date(Date.now() - 3_600_000);
  gallery.add("Smoke test of long ago", old);
  gallery.add("Smoke test at the same time", new Date());
  gallery.add("Lighthouse", old);
  await run();
  expect(gallery.photos.map(({ title }) => title)).toEqual(["Lighthouse", "Smoke test at the same time"]);
});

test("without replicas, the primary is allowed to serve lists", async () => {
  gallery.answers.set("GET /api/photos", () => ({ status: 200, node: "primary" }));
  expect(await run({ replicas: false })).toHaveLength(6);
});

test("an address that does not respond is reported", async () => {
  gallery.stop();
  await expect(run()).rejects.toThrow(/GET \/healthz: no response/);
});

test("the percentile is the value that this share of samples does not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1).reverse();
  expect([50, 99, 99.5, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 99, 100, 100]);
  expect(percentile([7], 99)).toBe(7);
});

test("every test uploads a different photo", () => {
  expect(Buffer.from(testPhoto()).equals(Buffer.from(testPhoto()))).toBe(false);
});
