/** A version on its way to production: what is deployed, tested, and put back. */
import { Environment } from "./environment";
import { version } from "./versions";

let prod: Environment;
const good = version("1.0.0");

beforeAll(async () => {
  prod = await Environment.open("prod");
});
afterAll(() => prod?.close());

test("the first version ever that fails is left as it is, and that there is nothing to put back is said", async () => {
  const bad = version("0.9.0", "no thumbnails");
  const deployment = await prod.deploy(bad);
  expect(deployment).toMatchObject({ before: undefined, decision: { do: "leave", why: "first" } });
  expect(deployment.told).toContain("its thumbnail is made");
  expect(deployment.told).toContain("nothing to put back");
  expect(await prod.gallery.version()).toBe("0.9.0");
});

test("a good version is deployed, tested over HTTP against a real replica, and leaves no photo behind", async () => {
  const deployment = await prod.deploy(good);
  expect(deployment).toMatchObject({ decision: { do: "keep" } });
  expect(deployment).not.toHaveProperty("failure");
  expect(prod.checks.slice(-6).map(({ saw }) => saw)).toEqual([
    "alive, ready, page, list (empty)",
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    "by replica-1",
    expect.stringMatching(/^image\/webp, \d+ bytes$/),
    expect.stringContaining("the objective is 500 ms"),
    "404 afterwards",
  ]);
  expect(await prod.snapshot()).toMatchObject({ images: good, running: "1.0.0" });
  const { photos } = Object(await (await fetch(`${prod.gallery.url}/api/photos`)).json());
  expect(photos).toEqual([]);
});

test.each([
  ["whose thumbnails are never made", "1.1.0", "no thumbnails", "its thumbnail is made"],
  ["that cannot write", "1.1.1", "no writes", "503 instead of 201"],
] as const)("a version %s is put back by itself, and everything is as before", async (_, name, fault, seen) => {
  const before = await prod.snapshot();
  const deployment = await prod.deploy(version(name, fault));
  expect(deployment).toMatchObject({ failure: { kind: "smoke" }, decision: { do: "put back", images: good } });
  expect(deployment.putBackFailure).toBeUndefined();
  expect(deployment.told).toContain(seen);
  expect(deployment.told).toContain("the version before it is back");
  expect(prod.gallery.rollouts.slice(-2)).toEqual([name, "1.0.0"]);
  expect(await prod.snapshot()).toEqual(before);
});

test.each([
  ["pods never become ready", "1.2.0", "never ready", "Readiness probe failed"],
  ["migration fails", "1.2.1", "migration fails", "backoff limit"],
] as const)("an update that fails half-way because the %s is put back", async (_, name, fault, seen) => {
  const before = await prod.snapshot();
  const deployment = await prod.deploy(version(name, fault));
  expect(deployment).toMatchObject({ failure: { kind: "up" }, decision: { do: "put back", images: good } });
  expect(deployment.putBackFailure).toBeUndefined();
  expect(deployment.told).toContain(seen);
  // The version before never stopped serving.
  expect(prod.gallery.rollouts.at(-1)).toBe("1.0.0");
  expect(await prod.snapshot()).toEqual(before);
});
