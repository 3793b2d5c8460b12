/** The read test after the switch, against servers that answer like the gallery, or not. */
import { createServer, type Server } from "node:http";
import { readTest } from "../../restore/read-test";

const id = "0199f0c0-0000-7000-8000-000000000001";
const photo = {
  id,
  title: "Lake",
  createdAt: "2026-10-31T14:31:00.000Z",
  thumbnail: `/api/photos/${id}/thumbnail`,
};
let server: Server | undefined;
afterEach(() => server?.close());

/** Answers of a path: a status, or a body with the status 200. */
type Answers = Readonly<Record<string, number | object>>;
const good: Answers = {
  "/readyz": {},
  "/api/photos": { photos: [photo] },
  [`/api/photos/${id}`]: photo,
  [`/api/photos/${id}/thumbnail`]: {},
};

async function gallery(answers: Answers, methods: string[] = []): Promise<string> {
  const started = createServer(({ url = "", method = "" }, response) => {
    methods.push(method);
    const answer = answers[url.replace(/\?.*/, "")] ?? 404;
    response.writeHead(typeof answer === "number" ? answer : 200, { "gallery-node": "replica-1" });
    response.end(typeof answer === "number" ? "" : JSON.stringify(answer));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

test("the list, the newest photo and its thumbnail are read, and nothing is written", async () => {
  const methods: string[] = [];
  expect(await readTest(await gallery(good, methods))).toBe(
    "ready; replica-1 lists 1 photo; the newest is of 2026-10-31T14:31:00.000Z, and its thumbnail is there",
  );
  expect(new Set(methods)).toEqual(new Set(["GET"]));
});

test("an empty gallery passes, unless the restored database has photos", async () => {
  const url = await gallery({ ...good, "/api/photos": { photos: [] } });
  for (const rows of [undefined, 0]) expect(await readTest(url, { rows })).toBe("ready; the list is empty");
  await expect(readTest(url, { rows: 3, timeoutSeconds: 0.1 })).rejects.toThrow(
    "the list is empty, and the restored database has 3 photos",
  );
});

test("a photo whose object was deleted after the time is reported", async () => {
  expect(await readTest(await gallery({ ...good, [photo.thumbnail]: 404 }))).toContain(
    "its thumbnail is missing",
  );
});

test.each<[string, Answers, string]>([
  ["is not ready", { ...good, "/readyz": 503 }, "GET /readyz: 503"],
  ["does not list", { ...good, "/api/photos": 503 }, "GET /api/photos?limit=100: 503"],
  [
    "has no row for a photo that it lists",
    { ...good, [`/api/photos/${id}`]: 404 },
    `GET /api/photos/${id}: 404`,
  ],
  [
    "answers with something else",
    { ...good, "/api/photos": { pictures: [] } },
    "not the documented response",
  ],
])("a gallery that %s fails", async (_, answers, message) => {
  const url = await gallery(answers);
  await expect(readTest(url, { timeoutSeconds: 0 })).rejects.toThrow(message);
});

test("a gallery that does not answer fails with the address", async () => {
  await expect(readTest("http://127.0.0.1:1", { timeoutSeconds: 0 })).rejects.toThrow(
    "The read test of http://127.0.0.1:1 failed: GET /readyz: no response",
  );
});
