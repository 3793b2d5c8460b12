import { nothingAllowed, securityHeaders } from "../../app/src/http/security-headers";
import { Stage } from "./galleries";
import { type RawAnswer, RawConnection } from "./raw-http";

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  stage = await Stage.open(0);
  gallery = await stage.gallery();
}, 60_000);
afterAll(() => stage.close(), 30_000);

async function exchange(request: string): Promise<RawAnswer | undefined> {
  const connection = await RawConnection.open(gallery.url);
  await connection.send(request);
  const answer = await connection.answer(5);
  connection.destroy();
  return answer;
}

const get = (path: string, headers = "Host: x\r\n") => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const malformed: [name: string, status: number, request: string][] = [
  ["a path that is not UTF-8", 400, get("/%ff")],
  ["a path with an invalid escape", 400, get("/%zz")],
  ["an invalid escape in a path of the API", 400, get("/api/photos/%e0%a4%a/original")],
  ["an id of 5,000 characters", 404, get(`/api/photos/${"a".repeat(5000)}`)],
  ["a path that exceeds the limit of all headers", 431, get(`/${"a".repeat(100_000)}`)],
  [
    "a header that exceeds the limit of all headers",
    431,
    get("/api/photos", `Host: x\r\nX-Long: ${"a".repeat(100_000)}\r\n`),
  ],
  ["a request without a host", 400, get("/api/photos", "")],
  ["a header without a name", 400, get("/api/photos", "Host: x\r\n: y\r\n")],
  ["a version that does not exist", 400, "GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
  ["a method that does not exist", 400, "FETCH / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a method that no route has", 404, "PROPFIND /api/photos HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["TLS on a port without it", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"],
  [
    "a length that is not a number",
    400,
    "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
  ],
  [
    "two different lengths of the body",
    400,
    "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "a chunk whose length is not a number",
    400,
    "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ],
  ["a tunnel", 405, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n"],
  ["an unknown expectation", 417, get("/api/photos", "Host: x\r\nExpect: tea\r\n")],
  ["a path without a route", 404, get("/nothing")],
  ["an invalid id", 400, get("/api/photos/1")],
];

test.each(malformed)("%s gets a problem document with status %i", async (_name, status, request) => {
  const answer = await exchange(request);
  expect(answer?.status).toBe(status);
  const headers = answer?.headers ?? {};
  const body = answer?.body ?? "";
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers).toMatchObject({ ...securityHeaders, "content-security-policy": expect.any(String) });
  expect(Object.keys(headers).filter((name) => /server|powered/.test(name))).toEqual([]);
  const document: Record<string, unknown> = JSON.parse(body);
  expect(document).toEqual({
    type: expect.stringMatching(/^urn:groundwork:gallery:problem:[a-z-]+$/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: `urn:request:${headers["x-request-id"]}`,
  });
  // The response does not repeat the request.
  expect(body).not.toMatch(/aaaa|%ff|%zz|FST_|HPE_|example\.com|tea/);
});

test("responses without a route have the same security headers as all others", async () => {
  const { headers } = (await exchange(get("/api/photos"))) ?? { headers: {} };
  const about = (name: string) =>
    /^(cross-origin|referrer|strict|x-content|x-frame|x-dns|x-xss|origin-agent|content-security)/.test(name);
  const set = Object.fromEntries(Object.entries(headers).filter(([name]) => about(name)));
  expect(set).toEqual({ ...securityHeaders, "content-security-policy": nothingAllowed });
});
