import sharp from "sharp";
import { startGallery } from "../../app/local/gallery";
import { eventually, type GalleryClient, json } from "./client";
import { Stage } from "./galleries";
import { jpeg, jpegWithLocation } from "./pictures";

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;
let client: GalleryClient;

beforeAll(async () => {
  stage = await Stage.open(2);
  gallery = await stage.gallery({ VERSION: "1.2.3", COMMIT: "abc123" });
  client = gallery.client;
}, 60_000);
afterAll(() => stage.close(), 30_000);

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test("an uploaded photo is listed, opened, shown as a thumbnail, and deleted twice", async () => {
  const photo = await client.add("Lighthouse", await jpeg(1, 1200, 800));
  expect(photo).toMatchObject({ title: "Lighthouse", width: 1200, height: 800, contentType: "image/jpeg" });
  const { photos } = await client.list("", { "gallery-position": photo.position });
  expect(photos[0]).toMatchObject({ id: photo.id });
  const original = await client.send(`/api/photos/${photo.id}/original`, {
    headers: { "gallery-position": photo.position },
  });
  expect(await sharp(await bytesOf(original)).metadata()).toMatchObject({ format: "jpeg", width: 1200 });
  const thumbnail = await eventually(5, async () => {
    const response = await client.send(`/api/photos/${photo.id}/thumbnail`);
    return response.status === 200 && bytesOf(response);
  });
  expect(await sharp(thumbnail || Buffer.of()).metadata()).toMatchObject({ format: "webp", width: 640 });
  expect((await client.delete(photo.id)).status).toBe(204);
  expect((await client.delete(photo.id)).status).toBe(204);
});

test("location and camera metadata are removed, and the photo is upright", async () => {
  const sent = await jpegWithLocation();
  expect((await sharp(sent).metadata()).exif?.includes("SecretCamera")).toBe(true);
  const photo = await client.add("From my phone", sent);
  const response = await client.send(`/api/photos/${photo.id}/original`, {
    headers: { "gallery-position": photo.position },
  });
  const kept = await bytesOf(response);
  const { exif, xmp, orientation, width, height } = await sharp(kept).metadata();
  expect({ exif, xmp, orientation, width, height }).toEqual({ width: 300, height: 400 });
  expect(kept.includes("SecretCamera")).toBe(false);
});

test("pages contain every photo once, newest first, even while photos are added", async () => {
  const added: string[] = [];
  for (let i = 0; i < 7; i++) added.unshift((await client.add(`Page ${i}`)).id);
  const { position } = await client.add("newest");
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? "" : `&cursor=${next}`;
    const page = await client.list(`?limit=3${cursor}`, { "gallery-position": position });
    expect(page.photos.length).toBeLessThanOrEqual(3);
    seen.push(...page.photos.map(({ id }) => id));
    next = page.next;
    await client.add("arrives in the middle");
  } while (next !== null);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => added.includes(id))).toEqual(added);
});

test("a curator's session uploads and deletes with its CSRF token", async () => {
  const opened = await client.send("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: gallery.token }),
  });
  const setCookie = opened.headers.get("set-cookie") ?? "";
  for (const attribute of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api"])
    expect(setCookie).toContain(attribute);
  const { csrfToken } = await json<{ csrfToken: string }>(opened);
  const cookie = setCookie.split(";")[0] ?? "";
  const photo = await client.add("To be deleted");
  const refused = await client.send(`/api/photos/${photo.id}`, { method: "DELETE", headers: { cookie } });
  expect(refused.status).toBe(403);
  const headers = { cookie, "x-csrf-token": csrfToken };
  expect((await client.send(`/api/photos/${photo.id}`, { method: "DELETE", headers })).status).toBe(204);
});

test("the OpenAPI document describes every route, and its page is served", async () => {
  const document = await json<{ paths: Record<string, Record<string, unknown>> }>(
    await client.send("/api/docs/json"),
  );
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual([
    "delete /api/photos/{id}",
    "delete /api/session",
    "get /api/photos",
    "get /api/photos/{id}",
    "get /api/photos/{id}/original",
    "get /api/photos/{id}/thumbnail",
    "get /api/session",
    "post /api/photos",
    "post /api/session",
  ]);
  expect(await (await client.send("/api/docs")).text()).toContain("swagger-ui");
});

test("responses have the security headers, and the page allows no inline script", async () => {
  const page = await client.send("/");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain("unsafe");
  expect(await page.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/);
  const api = await client.send("/api/photos");
  expect(api.headers.get("x-content-type-options")).toBe("nosniff");
  expect(api.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("logs are JSON with request id and trace, and never the curator's token", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const response = await client.upload("Traced", undefined, {
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    "x-request-id": "request-from-outside",
  });
  expect(response.headers.get("x-request-id")).toBe("request-from-outside");
  const line = await eventually(2, async () =>
    gallery
      .output()
      .split("\n")
      .find((candidate) => candidate.includes("request-from-outside")),
  );
  expect(JSON.parse(line ?? "{}")).toMatchObject({ traceId, reqId: "request-from-outside", status: 201 });
  expect(gallery.output()).not.toContain(gallery.token);
});

test("metrics have rate, errors and duration by route pattern, and the state of each database node", async () => {
  const before =
    (await client.metric("gallery_http_request_duration_seconds_count", 'route="/api/photos/:id"')) ?? 0;
  await client.send("/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea1");
  await client.send("/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea2");
  expect(await client.metric("gallery_http_request_duration_seconds_count", 'route="/api/photos/:id"')).toBe(
    before + 2,
  );
  expect(
    await client.metric("gallery_http_request_duration_seconds_count", 'status="404"'),
  ).toBeGreaterThanOrEqual(2);
  for (const node of ["primary", "replica-1", "replica-2"]) {
    expect(await client.metric("gallery_database_node_in_use", node)).toBe(1);
    expect(await client.metric("gallery_database_node_lag_seconds", node)).toBeLessThan(2);
  }
  expect(await client.metric("gallery_upload_bytes_total")).toBeGreaterThan(1000);
  expect(await client.metric("gallery_thumbnails_total", 'result="made"')).toBeGreaterThan(0);
  expect(await client.metric("gallery_build_info", 'version="1.2.3",commit="abc123"')).toBe(1);
  expect((await client.send("/metrics")).status).toBe(404);
});

test("a web process serves the page and nothing of the API", async () => {
  const web = await startGallery({ PHOTOS_ORIGIN: "https://photos.s3.eu-west-1.amazonaws.com/any" }, "web");
  try {
    const page = await fetch(web.url);
    expect(page.headers.get("content-security-policy")).toContain(
      "img-src 'self' blob: data: https://photos.s3.eu-west-1.amazonaws.com;",
    );
    expect((await fetch(`${web.url}/api/photos`)).status).toBe(404);
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
  } finally {
    await web.stop();
  }
}, 20_000);
