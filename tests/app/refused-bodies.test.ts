import { Stage } from "./galleries";
import { RawConnection } from "./raw-http";

const mib = 1024 * 1024;
let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  stage = await Stage.open(0);
  gallery = await stage.gallery({ MAX_UPLOAD_MIB: "2", ATTEMPTS_PER_MINUTE: "1000" });
}, 60_000);
afterAll(() => stage.close(), 30_000);

const bearer = () => `Authorization: Bearer ${gallery.token}\r\n`;
const post = (path: string, headers: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const formType = "Content-Type: multipart/form-data; boundary=edge\r\n";
const part = (name: string, value: string, extra = "") =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
const photoForm = (field: string, bytes: number) =>
  `${part("title", "x")}${part(field, "a".repeat(bytes), '; filename="a.jpg"')}--edge--\r\n`;
const withLength = (headers: string, body: string) =>
  `${headers}Content-Length: ${Buffer.byteLength(body)}\r\n`;
const list = "GET /api/photos?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n";

const wrongField = photoForm("picture", mib);
const twoFiles = part("photo", "a".repeat(mib / 2), '; filename="a.jpg"') + photoForm("photo", mib);
const withoutToken = photoForm("photo", mib);
const refused: [name: string, status: number, head: () => string, body: string][] = [
  [
    "a file in a field with another name",
    400,
    () => post("/api/photos", withLength(bearer() + formType, wrongField)),
    wrongField,
  ],
  ["a second file", 400, () => post("/api/photos", withLength(bearer() + formType, twoFiles)), twoFiles],
  [
    "a file over the limit, of unknown length",
    413,
    () => post("/api/photos", `${bearer()}${formType}Transfer-Encoding: chunked\r\n`),
    chunked(photoForm("photo", 3 * mib)),
  ],
  [
    "an upload without a token",
    401,
    () => post("/api/photos", withLength(formType, withoutToken)),
    withoutToken,
  ],
  [
    "an upload in another format",
    415,
    () =>
      post("/api/photos", `${bearer()}Content-Type: application/octet-stream\r\nContent-Length: ${mib}\r\n`),
    "a".repeat(mib),
  ],
  [
    "an upload over the limit by its length",
    413,
    () => post("/api/photos", `${bearer()}${formType}Content-Length: ${5 * mib}\r\n`),
    "a".repeat(5 * mib),
  ],
  [
    "a body for a path that does not exist",
    404,
    () => post("/nothing", `Content-Type: application/octet-stream\r\nContent-Length: ${mib}\r\n`),
    "a".repeat(mib),
  ],
  [
    "a token of 1 MiB",
    413,
    () => post("/api/session", `Content-Type: application/json\r\nContent-Length: ${mib}\r\n`),
    "a".repeat(mib),
  ],
];
function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
}

test.each(refused)(
  "%s gets %i, and the next request on the connection gets a response, or the connection is closed",
  async (_name, status, head, body) => {
    const connection = await RawConnection.open(gallery.url);
    try {
      await connection.send(head());
      const sending = connection.send(body);
      const answer = await connection.answer(5);
      expect(answer?.status).toBe(status);
      await sending;
      if (answer?.headers.connection === "close") {
        expect(await connection.ends(3)).toBe(true);
      } else {
        await connection.send(list);
        expect((await connection.answer(3))?.status).toBe(200);
      }
    } finally {
      connection.destroy();
    }
  },
  30_000,
);

test.each([
  ["without a token", 401, ""],
  ["over the limit", 413, "Authorization"],
])(
  "a body %s gets %i immediately, and is not read without limit",
  async (_name, status, withToken) => {
    const connection = await RawConnection.open(gallery.url);
    const length = `Content-Length: ${50_000 * mib}\r\n`;
    await connection.send(post("/api/photos", `${withToken === "" ? "" : bearer()}${formType}${length}`));
    const answer = connection.answer(5);
    const chunk = Buffer.alloc(mib);
    for (let sent = 0; sent < 500 && !connection.isClosed; sent++) await connection.send(chunk);
    expect((await answer)?.status).toBe(status);
    expect(connection.isClosed).toBe(true);
    // The system's buffers contain some of it.
    expect(connection.sent).toBeLessThan(64 * mib);
    connection.destroy();
  },
  30_000,
);

test("the connection of a rejected request with a slow body is closed after ten seconds", async () => {
  const connection = await RawConnection.open(gallery.url);
  await connection.send(post("/api/photos", `${formType}Content-Length: ${mib}\r\n`));
  expect((await connection.answer(3))?.status).toBe(401);
  const drip = setInterval(() => void connection.send("a"), 200);
  expect(await connection.closes(13)).toBe(true);
  clearInterval(drip);
}, 30_000);

test.each([
  ["without a token", 401, () => `${formType}Content-Length: 1000\r\n`],
  ["over the limit", 413, () => `${bearer()}${formType}Content-Length: ${5 * mib}\r\n`],
])(
  "a client that waits for 100 Continue %s gets %i instead, and sends no body",
  async (_name, status, headers) => {
    const connection = await RawConnection.open(gallery.url);
    await connection.send(post("/api/photos", `${headers()}Expect: 100-continue\r\n`));
    const answer = await connection.answer(3);
    expect(answer?.status).toBe(status);
    expect(answer?.headers["content-type"]).toContain("application/problem+json");
    connection.destroy();
  },
);

test("an authorised client that waits for 100 Continue gets it", async () => {
  const connection = await RawConnection.open(gallery.url);
  const body = photoForm("photo", 1000);
  await connection.send(
    post("/api/photos", `${withLength(bearer() + formType, body)}Expect: 100-continue\r\n`),
  );
  expect((await connection.answer(3))?.status).toBe(100);
  await connection.send(body);
  expect((await connection.answer(3))?.status).toBe(415);
  connection.destroy();
});
