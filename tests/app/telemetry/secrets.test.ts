import { randomBytes } from "node:crypto";
import { eventually, json } from "../client";
import { hasMoto } from "../moto";
import { jpeg } from "../pictures";
import { TracedGallery } from "./traced-gallery";

const present = hasMoto();
if (!present)
  process.stdout.write("    spans are not searched here: `pip install 'moto[server]'` brings S3\n");

test("spans and logs are searched wherever CI=true", () => {
  expect(present || process.env.CI !== "true").toBe(true);
});

const random = (what: string) => `${what}-${randomBytes(12).toString("hex")}`;

/** A secret as it is, and as addresses and headers encode it. */
const forms = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

(present ? describe : describe.skip)("spans and logs of a gallery that uses every secret", () => {
  let traced: TracedGallery;
  /** Secrets by what they are. */
  const secrets = new Map<string, string>();
  let written = "";

  beforeAll(async () => {
    const accessKey = random("access-key");
    const credentials = { AWS_SECRET_ACCESS_KEY: accessKey, AWS_SESSION_TOKEN: random("session-token") };
    traced = await TracedGallery.open({ ...credentials, LOG_LEVEL: "trace" });
    secrets.set("the AWS secret key", accessKey).set("the AWS session token", credentials.AWS_SESSION_TOKEN);
    secrets.set("the curator's token", traced.gallery.token);
    secrets.set("the database's password", traced.stage.postgres.environment.DATABASE_PASSWORD ?? "");
    await signInAndOut();
    await uploadAndOpen();
    await makeMistakes();
    await breakDependencies();
    // The last spans are sent at the end.
    await eventually(5, async () => traced.receiver.bodies().includes("object-store"));
    await traced.gallery.stop();
    written += `${traced.gallery.output()}\n${traced.receiver.bodies()}`;
  }, 180_000);
  afterAll(() => traced?.close(), 30_000);

  async function signInAndOut(): Promise<void> {
    const opened = await traced.client.send("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: traced.gallery.token }),
    });
    const { csrfToken } = await json<{ csrfToken: string }>(opened);
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    secrets.set("the session's cookie", cookie.split("=")[1] ?? "").set("the CSRF token", csrfToken);
    await traced.client.send("/api/photos/01a20a2a-ff0b-7177-beb1-b99452846ea1", {
      method: "DELETE",
      headers: { cookie, "x-csrf-token": csrfToken },
    });
    await traced.client.send("/api/session", { headers: { cookie } });
    await traced.client.send("/api/session", { method: "DELETE", headers: { cookie } });
  }

  async function uploadAndOpen(): Promise<void> {
    const photo = await traced.client.add(random("title"), await jpeg(2, 640, 480));
    secrets.set("the title, a value of a query", photo.title);
    written += await traced.invokeThumbnailer(await traced.keyOf(photo.id));
    await eventually(70, async () => traced.receiver.spans().some(({ name }) => name === "thumbnail"));
    for (const kind of ["original", "thumbnail"]) {
      const answer = await traced.client.send(`/api/photos/${photo.id}/${kind}`, {
        headers: { "gallery-position": photo.position },
      });
      const link = new URL(answer.headers.get("location") ?? "http://none");
      secrets.set(`the signature of the ${kind}'s URL`, link.searchParams.get("X-Amz-Signature") ?? "");
    }
  }

  /** Clients put tokens where they do not belong. */
  async function makeMistakes(): Promise<void> {
    const mistake = random("token");
    secrets.set("a token in an address", mistake);
    const type = { "content-type": "application/json" };
    const requests: [string, RequestInit][] = [
      [`/api/photos?token=${mistake}`, {}],
      [`/api/photos?cursor=${mistake}`, {}],
      [`/api/photos/${mistake}`, {}],
      [`/${mistake}/somewhere?${mistake}`, {}],
      ["/api/session", { method: "POST", headers: type, body: JSON.stringify({ token: mistake }) }],
      ["/api/session", { method: "POST", headers: type, body: `{"token":"${mistake}"` }],
      [
        "/api/photos",
        { method: "POST", headers: { authorization: `Bearer ${mistake}`, ...type }, body: "{}" },
      ],
      ["/api/photos", { headers: { cookie: `gallery_session=${mistake}` } }],
      ["/api/photos", { headers: { "user-agent": mistake, referer: `https://example.com/?${mistake}` } }],
    ];
    for (const [path, init] of requests) await traced.client.send(path, init);
  }

  /** Errors of the store and of the database are logged with their causes. */
  async function breakDependencies(): Promise<void> {
    const key = "originals/00000000-0000-4000-8000-000000000000.jpg";
    written += await traced.invokeThumbnailer(key, "no-such-bucket");
    const failed = (await traced.s3.bodies("spans/")).join("\n");
    expect(failed).toMatch(/"name":"thumbnail".*"error\.type".*"StoreUnavailable".*"code":2/);
    written += failed;
    await traced.s3.stop();
    expect((await traced.client.upload("Nowhere to go")).status).toBe(503);
    written += await traced.invokeThumbnailer(key);
    const { primary, replicas } = traced.stage.postgres;
    await Promise.all([primary, ...replicas].map((node) => node.stop()));
    expect((await traced.client.send("/api/photos")).status).toBe(503);
    expect((await traced.client.upload("Nowhere to go")).status).toBe(503);
  }

  test("the search covers both, with the failures", () => {
    for (const expected of [
      "POST /api/photos",
      '"msg":"request failed"',
      '"msg":"thumbnail failed"',
      "StoreUnavailable",
    ])
      expect(written).toContain(expected);
    expect(
      traced.receiver
        .spans()
        .filter(({ failed }) => failed)
        .map(({ name }) => name),
    ).toContain("POST /api/photos");
    expect(traced.receiver.spans().map(({ name }) => name)).toContain("thumbnail");
    expect([...secrets.values()].every((secret) => secret.length >= 16)).toBe(true);
    expect(secrets.size).toBe(10);
  });

  test("none of them contains a token, a password, a cookie, a signature or a value of a query", () => {
    const found = [...secrets].flatMap(([what, secret]) =>
      forms(secret).flatMap((form) => {
        const at = written.indexOf(form);
        // What stands before it shows where it comes from.
        return at < 0 ? [] : [`${what}, after: ${written.slice(Math.max(0, at - 300), at)}`];
      }),
    );
    expect(found).toEqual([]);
    expect(written).not.toMatch(/X-Amz-Signature=(?!\[removed\])/);
  });
});
