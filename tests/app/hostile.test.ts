import { connect } from "node:net";
import { Curator } from "../../app/src/curator/session";
import { form, smallPhoto } from "./client";
import { Stage } from "./galleries";
import { animatedPng, animatedWebp, bomb } from "./pictures";

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  stage = await Stage.open(1);
  gallery = await stage.gallery({
    MAX_UPLOAD_MIB: "2",
    MAX_PIXELS: "4000000",
    RATE_LIMIT_PER_MINUTE: "100000",
    ATTEMPTS_PER_MINUTE: "50",
  });
}, 60_000);
afterAll(() => stage.close(), 30_000);

const bearer = () => ({ authorization: `Bearer ${gallery.token}` });
const send = (path: string, init?: RequestInit) => gallery.client.send(path, init);
const multipart = (body: string | Uint8Array, boundary = "edge") =>
  send("/api/photos", {
    method: "POST",
    headers: { ...bearer(), "content-type": `multipart/form-data; boundary=${boundary}` },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
const part = (name: string, value: string, extra = "") =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
const deletion = (headers: Record<string, string>) =>
  send("/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea1", { method: "DELETE", headers });
const sessionOf = (token: string) => {
  const curator = new Curator(token);
  const session = curator.openSession();
  return { cookie: `gallery_session=${session}`, "x-csrf-token": curator.csrfToken(session) };
};

/** Sends bytes unchanged, without the validation of fetch(). Returns the status, or 0 without a response. */
function raw(request: string): Promise<number> {
  const { port, hostname } = new URL(gallery.url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(request));
    const done = () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      socket.end();
    });
    socket.on("close", done).on("error", done);
  });
}

const mib = 1024 * 1024;
const hostile: [name: string, expected: number, request: () => Promise<Response | number>][] = [
  // Uploads
  [
    "a file whose declared length exceeds the limit",
    413,
    async () => gallery.client.upload("Big", Buffer.alloc(3 * mib)),
  ],
  [
    "a file over the limit without a declared length",
    413,
    async () => {
      const head = part("title", "Big") + part("photo", "", '; filename="a.jpg"').slice(0, -2);
      const chunks = [Buffer.from(head), ...Array.from({ length: 40 }, () => Buffer.alloc(mib / 10, 65))];
      const body = ReadableStream.from([...chunks, Buffer.from("\r\n--edge--\r\n")]);
      const headers = { ...bearer(), "content-type": "multipart/form-data; boundary=edge" };
      return send("/api/photos", { method: "POST", headers, body, duplex: "half" } as RequestInit);
    },
  ],
  [
    "a form that ends in the middle",
    400,
    () => multipart(part("photo", "abc", '; filename="a.jpg"').slice(0, -4)),
  ],
  ["a form without a boundary", 400, () => multipart("nonsense", "")],
  ["a form without a photo", 400, () => multipart(`${part("title", "x")}--edge--\r\n`)],
  ["a form with forty parts", 400, () => multipart(`${part("a", "b").repeat(40)}--edge--\r\n`)],
  ["a title of 5,000 characters", 400, () => gallery.client.upload("x".repeat(5000))],
  [
    "a title of nothing but space and control characters",
    400,
    () => gallery.client.upload(" \u0000\u0007\t "),
  ],
  ["a title of nothing but zero-width characters", 400, () => gallery.client.upload("\u200b\u200d\ufeff")],
  ["a title of nothing but Hangul fillers", 400, () => gallery.client.upload("\u3164\u3164")],
  ["a title of nothing but marks without letters", 400, () => gallery.client.upload("\u0301\u20dd")],
  ["a title that reverses the text direction", 400, () => gallery.client.upload("photo\u202egpj.exe")],
  ["a title with an unclosed direction override", 400, () => gallery.client.upload("a\u2067b")],
  ["a title whose end would be cut off", 400, () => gallery.client.upload(`a${" ".repeat(5000)}b`)],
  [
    "two titles",
    400,
    () =>
      multipart(
        `${part("title", "a")}${part("title", "b")}${part("photo", "x", '; filename="a"')}--edge--\r\n`,
      ),
  ],
  ["an animated WebP", 422, async () => gallery.client.upload("Moves", await animatedWebp())],
  ["an animated PNG", 422, async () => gallery.client.upload("Moves", await animatedPng())],
  ["a picture of 1 × 16,384 pixels", 422, async () => gallery.client.upload("Narrow", await bomb(1, 16_384))],
  [
    "a text with the type image/jpeg",
    415,
    async () => gallery.client.upload("Text", Buffer.from("no photo at all")),
  ],
  [
    "an SVG with a script",
    415,
    async () =>
      gallery.client.upload(
        "SVG",
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      ),
  ],
  ["half a JPEG", 415, async () => gallery.client.upload("Half", (await smallPhoto()).subarray(0, 600))],
  [
    "a PNG of 20 KiB that decodes to 100 million pixels",
    422,
    async () => gallery.client.upload("Bomb", await bomb(10_000, 10_000)),
  ],
  [
    "an upload as JSON",
    415,
    () =>
      send("/api/photos", {
        method: "POST",
        headers: { ...bearer(), "content-type": "application/json" },
        body: "{}",
      }),
  ],
  // Addresses and queries
  ["a path out of the page's folder", 403, () => raw("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")],
  ["the same, encoded", 403, () => raw("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")],
  ["a path with a NUL", 400, () => send("/js/%00main.js")],
  ["a badly encoded path", 400, () => raw("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")],
  ["an id with a path in it", 400, () => send("/api/photos/..%2f..%2fetc%2fpasswd/original")],
  ["an id with SQL in it", 400, () => send(`/api/photos/${encodeURIComponent("' OR 1=1 --")}`)],
  ["an invalid cursor", 400, () => send("/api/photos?cursor=bm90LWEtY3Vyc29y")],
  [
    "a cursor with SQL in it",
    400,
    () => send(`/api/photos?cursor=${encodeURIComponent("';drop table photos;--")}`),
  ],
  ["two cursors", 400, () => send("/api/photos?cursor=a&cursor=b")],
  ["a limit of a million", 400, () => send("/api/photos?limit=1000000")],
  ["a limit of -1", 400, () => send("/api/photos?limit=-1")],
  ["an unknown method on a known path", 404, () => send("/api/photos", { method: "PUT" })],
  // Headers
  [
    "headers of 100 KiB",
    431,
    () => raw(`GET /api/photos HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(100_000)}\r\n\r\n`),
  ],
  ["bytes that are not HTTP", 400, () => raw("\u0016\u0003\u0001 what is this\r\n\r\n")],
  [
    "two lengths (request smuggling)",
    400,
    () =>
      raw(
        "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ),
  ],
  [
    "a position and a trace that are nonsense",
    200,
    () =>
      send("/api/photos", {
        headers: {
          "gallery-position": "ffffffffffffffff.0.x",
          traceparent: "x".repeat(999),
          "x-request-id": "<script>",
        },
      }),
  ],
  [
    "a body of 1 MiB instead of a token",
    413,
    () =>
      send("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: "a".repeat(mib) }),
      }),
  ],
  [
    "broken JSON",
    400,
    () =>
      send("/api/session", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }),
  ],
  // Permissions
  [
    "an upload without a token",
    401,
    async () => send("/api/photos", { method: "POST", body: form("x", await smallPhoto()) }),
  ],
  [
    "an upload with a wrong token",
    401,
    async () => gallery.client.upload("x", await smallPhoto(), { authorization: `Bearer ${"b".repeat(32)}` }),
  ],
  ["a deletion without a token", 401, () => deletion({})],
  ["a deletion with a wrong token", 401, () => deletion({ authorization: "Bearer wrong" })],
  ["a deletion with Basic credentials", 401, () => deletion({ authorization: "Basic YTpi" })],
  ["another gallery's cookie", 401, () => deletion(sessionOf("the token of another gallery"))],
  ["a session without its CSRF token", 403, () => deletion({ cookie: sessionOf(gallery.token).cookie })],
  [
    "a session with another session's CSRF token",
    403,
    () => deletion({ ...sessionOf(gallery.token), "x-csrf-token": sessionOf(gallery.token)["x-csrf-token"] }),
  ],
  [
    "a form on another site, with the curator's cookie",
    403,
    async () =>
      send("/api/photos", {
        method: "POST",
        headers: {
          cookie: sessionOf(gallery.token).cookie,
          "sec-fetch-site": "cross-site",
          origin: "https://evil.example",
        },
        body: form("x", await smallPhoto()),
      }),
  ],
  [
    "another site that knows the CSRF token",
    403,
    () => deletion({ ...sessionOf(gallery.token), "sec-fetch-site": "cross-site" }),
  ],
  [
    "signing in from another site",
    403,
    () =>
      send("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "cross-site" },
        body: JSON.stringify({ token: gallery.token }),
      }),
  ],
];

test.each(hostile)("%s gets %i", async (_name, expected, request) => {
  const answer = await request();
  if (typeof answer === "number") {
    expect(answer).toBe(expected);
    return;
  }
  const body = await answer.text();
  expect({ status: answer.status, body }).toMatchObject({ status: expected });
  if (expected >= 400) {
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({
      status: expected,
      detail: expect.any(String),
      title: expect.any(String),
    });
    expect(body).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|select |postgres/i);
  }
});

test.each([
  "<script>alert(1)</script>",
  "'; DROP TABLE photos; --",
  "Ünïcödé 📷 👩‍🚀",
  "שלום \u200f123",
  "{{7*7}}",
])("the title %j is stored unchanged, as text", async (title) => {
  const { id, position } = await gallery.client.add(title);
  const response = await send(`/api/photos/${id}`, { headers: { "gallery-position": position } });
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(JSON.parse(await response.text())).toMatchObject({ title });
});

test("after too many wrong tokens, even the right token is rejected for a while", async () => {
  const guarded = await stage.gallery({ ATTEMPTS_PER_MINUTE: "5" });
  const attempt = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return guarded.client.send("/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea1", {
      method: "DELETE",
      headers,
    });
  };
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) statuses.push((await attempt("wrong")).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const right = await attempt(guarded.token);
  expect(right.status).toBe(429);
  expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
  await guarded.stop();
}, 20_000);

test("a client with too many requests is throttled, and health checks still respond", async () => {
  const limited = await stage.gallery({ RATE_LIMIT_PER_MINUTE: "20" });
  const statuses = new Map<number, number>();
  for (let i = 0; i < 25; i++) {
    const { status } = await limited.client.send("/api/photos");
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses]).toEqual([
    [200, 20],
    [429, 5],
  ]);
  expect((await limited.client.send("/healthz")).status).toBe(200);
  await limited.stop();
}, 20_000);

test("afterwards the same process is still alive, and its memory has not grown without limit", async () => {
  const resident = async () => ((await gallery.client.metric("process_resident_memory_bytes")) ?? 0) / mib;
  const images = await Promise.all([bomb(10_000, 10_000), smallPhoto()]);
  const round = async () => {
    await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        await gallery.client.upload("Round", images[0]);
        await multipart(part("photo", "a".repeat(mib), '; filename="a.jpg"').slice(0, -4)).catch(() => {});
        if (i % 4 === 0) await gallery.client.upload("Round", Buffer.alloc(3 * mib)).catch(() => {});
      }),
    );
    return resident();
  };
  const first = await round();
  const later = [await round(), await round(), await round()];
  process.stdout.write(
    `    hostile rounds: ${[first, ...later].map((n) => `${Math.round(n)} MiB`).join(", ")} resident\n`,
  );
  expect(Math.min(...later)).toBeLessThan(first + 100);
  expect(Math.max(...later)).toBeLessThan(600);
  expect((await send("/healthz")).status).toBe(200);
  expect((await gallery.client.list()).photos.length).toBeGreaterThan(0);
}, 60_000);

test.each([
  [
    "title",
    400,
    () => gallery.client.upload("\u200b"),
    /cannot be seen\. Use at least one visible character/,
  ],
  ["title", 400, () => gallery.client.upload("a\u202eb"), /U\+202A to U\+202E/],
  [
    "side",
    422,
    async () => gallery.client.upload("x", await bomb(1, 65_535)),
    /1 × 65535 pixels; at most 16,383 a side/,
  ],
  ["size", 422, async () => gallery.client.upload("x", await bomb(3000, 3000)), /at most 4 megapixels/],
  ["frames", 422, async () => gallery.client.upload("x", await animatedWebp()), /Send a still picture/],
])(
  "a rejected %s gets %i and a message that says what is allowed",
  async (_what, status, request, detail) => {
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(JSON.parse(await answer.text()).detail).toMatch(detail);
  },
);

test("signing out ends the session for every copy of its cookie, in every process", async () => {
  const other = await stage.gallery({ CURATOR_TOKEN: gallery.token });
  const opened = await send("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: gallery.token }),
  });
  expect(opened.headers.get("cache-control")).toBe("no-store");
  const { csrfToken } = JSON.parse(await opened.text());
  const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const headers = { cookie, "x-csrf-token": csrfToken };
  const photo = "/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea1";
  const remove = (client: typeof other.client) => client.send(photo, { method: "DELETE", headers });
  expect((await remove(other.client)).status).toBe(204);
  expect((await send("/api/session", { method: "DELETE", headers })).status).toBe(204);
  for (const client of [gallery.client, other.client]) {
    expect((await remove(client)).status).toBe(401);
    const session = await client.send("/api/session", { headers });
    expect(await session.json()).toEqual({ curator: false, csrfToken: null });
    expect(session.headers.get("cache-control")).toBe("no-store");
  }
  // Another session of the same curator stays valid.
  const another = sessionOf(gallery.token);
  expect((await other.client.send(photo, { method: "DELETE", headers: another })).status).toBe(204);
  await other.stop();
}, 20_000);
