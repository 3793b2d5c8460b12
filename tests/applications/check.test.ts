import { checkApplications, type Given } from "../../applications/check";
import type { ApplicationSpec } from "../../applications/spec";
import { everyKind, imagesFor, orders, packer, report, shop } from "./specs";

const given: Given = {
  project: "groundwork",
  stack: "dev",
  images: {},
  replicas: {},
  releases: {},
  databaseReplicas: 1,
  galleryHost: "gallery.example.com",
  galleryIsOn: true,
};

/** The problems, without the list's frame. Empty: the applications are accepted. */
function check(specs: readonly ApplicationSpec[], changes: Partial<Given> = {}): string {
  try {
    checkApplications(specs, { ...given, images: imagesFor(specs).applicationImages, ...changes });
    return "";
  } catch (error) {
    return String(error);
  }
}
/** A value that the types exclude, as a program without types could pass it. */
const untyped = (value: object): ApplicationSpec => JSON.parse(JSON.stringify(value));

test("an application with a port, a worker, a job and one on a host are accepted together", () => {
  expect(check([...everyKind, shop])).toBe("");
});

test.each([
  ["a path of another application", [orders, { ...orders, name: "returns" }], "does not overlap /orders"],
  [
    "a path inside that of another application",
    [orders, { ...orders, name: "returns", path: "/orders/returns" }],
    "does not overlap /orders",
  ],
  ["the path of the gallery's API", [{ ...orders, path: "/api/orders" }], "does not overlap /api"],
  ["the path of the page", [{ ...orders, path: "/" }], "a path such as /orders"],
  [
    "an unknown application",
    [{ ...orders, reaches: { applications: ["billing"] } }],
    "given:   billing\n    allowed: another application with a port: api, web",
  ],
  ["itself", [{ ...orders, reaches: { applications: ["orders"] } }], "another application with a port"],
  [
    "an application without a queue",
    [orders, shop, { ...packer, reaches: { queues: ["shop"] } }],
    "given:   shop\n    allowed: another application with a queue: orders",
  ],
  [
    "an application without a bucket",
    [report, orders, { ...packer, reaches: { buckets: { orders: "write" } } }],
    "given:   orders\n    allowed: another application with a bucket: report",
  ],
  [
    "a bucket that keeps deleted files for no time",
    [{ ...report, bucket: { keepDeletedDays: 0 } }],
    "bucket.keepDeletedDays\n    given:   0\n    allowed: a number of days from 1",
  ],
  [
    "the name of another application",
    [orders, { ...orders, path: "/returns" }],
    "a name that no other application has",
  ],
  ["the name of a part of the gallery", [{ ...orders, name: "api" }], "another name: the platform uses api"],
  ["a name with capital letters", [{ ...orders, name: "Orders" }], "lower-case letters, digits and hyphens"],
  ["the port of the metrics", [{ ...orders, port: 9090 }], "except 9090"],
  ["a port that needs privileges", [{ ...orders, port: 80 }], "a port from 1024 to 65535"],
  [
    "a limit below the request",
    [{ ...orders, size: { ...orders.size, memoryMiB: [256, 128] } }],
    "a limit of at least it",
  ],
  ["more minimum than maximum pods", [{ ...orders, replicas: { min: 3, max: 2 } }], "max from min to 100"],
  ["a schedule with four fields", [{ ...report, schedule: "0 3 * *" }], "five fields"],
  ["a job of Prometheus", [{ ...orders, name: "kubelet" }], "another name: the platform uses api"],
  ["a job of the gallery", [{ ...orders, name: "gallery-api" }], "another name: the platform uses api"],
  [
    "an objective that no alert can watch",
    [{ ...orders, objectives: { ...orders.objectives, availabilityPercent: 99.999 } }],
    "objectives.availabilityPercent\n    given:   99.999\n    allowed: a number from 95 to 99.99",
  ],
  [
    "an objective as a ratio",
    [{ ...orders, objectives: { ...orders.objectives, latencyPercent: 0.99 } }],
    "objectives.latencyPercent\n    given:   0.99\n    allowed: a number from 95 to 99.99",
  ],
  [
    "a duration of nothing",
    [{ ...orders, objectives: { ...orders.objectives, latencyMs: 0 } }],
    "a number from 1 to 60000, which is a bound of the application's histogram",
  ],
  [
    "a method in lower case",
    [{ ...orders, objectives: { ...orders.objectives, latencyMethods: ["get"] } }],
    "given:   get\n    allowed: some of GET, HEAD, POST",
  ],
  ["the subdomain of the API", [{ ...shop, subdomain: "api" }], "a label that is not in use: api"],
] as const)("%s is refused", (_what, specs, message) => {
  expect(check(specs)).toContain(message);
});

test.each([
  [
    "a path without a port",
    { ...packer, path: "/packer" },
    "a port from 1024 to 65535, to which requests go",
  ],
  ["objectives without a port", { ...packer, objectives: orders.objectives }, "no objectives without a port"],
  ["a schedule with a port", { ...orders, schedule: "0 3 * * *" }, "no schedule with a port"],
])("%s is refused also in a program without types", (_what, spec, message) => {
  expect(
    check([orders, untyped({ ...spec, name: "other", ...("path" in spec ? { path: "/other" } : {}) })]),
  ).toContain(message);
});

// @ts-expect-error a path needs a port
const withoutPort: ApplicationSpec = { ...packer, path: "/packer" };
// @ts-expect-error a job serves no requests
const servingJob: ApplicationSpec = { ...report, port: 8080 };
// @ts-expect-error one route only
const twoRoutes: ApplicationSpec = { ...orders, subdomain: "orders" };
test("combinations that make no sense do not compile", () => {
  expect([withoutPort, servingJob, twoRoutes]).toHaveLength(3);
});

test("a reader needs a replica", () => {
  expect(check([report], { databaseReplicas: 0 })).toContain("writer while databaseReplicas is 0");
  expect(check([report], { databaseReplicas: 1 })).toBe("");
});

test("a host needs the gallery's host", () => {
  expect(check([shop], { galleryHost: undefined })).toContain("none while galleryHost is empty; use a path");
});

test("an application without an image is refused, with the setting to add", () => {
  const message = check([orders], { images: {} });
  expect(message).toContain("groundwork:applicationImages.orders");
  expect(message).toContain("the image of orders for the first deployment");
});

test("settings for an application that does not exist are refused", () => {
  const message = check([orders], { replicas: { order: { min: 1, max: 2 } } });
  expect(message).toContain("groundwork:applicationReplicas.order");
  expect(message).toContain("names of applications: orders");
});

test("the name of the longest role has the 64 characters that IAM allows", () => {
  const longest = "a".repeat(64 - "groundwork-dev--1a2b3c4".length);
  expect(check([{ ...orders, name: longest }])).toBe("");
  expect(check([{ ...orders, name: `${longest}a` }])).toContain(`at most ${longest.length} characters`);
});

test("the name of the longest bucket has the 63 characters that S3 allows", () => {
  const longest = "a".repeat(63 - "groundwork-dev-files--1a2b3c4".length);
  expect(check([{ ...report, name: longest }])).toBe("");
  expect(check([{ ...report, name: `${longest}a` }])).toContain(
    `at most ${longest.length} characters with a bucket`,
  );
});

test("all problems are reported together", () => {
  expect(check([{ ...orders, name: "api", port: 80, path: "/api" }], { images: {} })).toContain("4 problems");
});

test("applications run without the gallery, and can have its paths, but cannot reach its parts and its photos", () => {
  const off = { galleryIsOn: false };
  for (const path of ["/", "/api", "/orders"]) expect(check([{ ...orders, path }], off)).toBe("");
  expect(check([shop], off)).toBe("");
  expect(check([], off)).toBe("");
  const message = check([orders, packer, report], off);
  expect(message).toContain("application packer, reaches.applications");
  expect(message).toContain("given:   api\n    allowed: another application with a port: orders");
  expect(message).toContain("reaches.photos\n    given:   read\n    allowed: none while gallery is off");
  expect(
    check(
      [
        { ...orders, path: "/" },
        { ...orders, name: "returns", path: "/" },
      ],
      off,
    ),
  ).toContain("a path that does not overlap /");
  expect(check([{ ...orders, path: "/Orders" }], off)).toContain("or / for all other paths");
});

const { objectives: _objectives, ...withoutObjectives } = orders;

test("a part of the gallery, and an application with a route and objectives, can be released step by step", () => {
  const releases = {
    api: { strategy: "canary" },
    orders: { strategy: "blueGreen" },
    packer: { strategy: "rolling" },
  };
  expect(check([orders, packer, report], { releases })).toBe("");
});

test.each([
  ["an unknown application", [orders], "order", "names of applications: api, web, orders"],
  ["an application without objectives", [withoutObjectives], "orders", "objectives in its file"],
  ["a worker", [orders, packer], "packer", "no load balancer divides its requests"],
] as [string, ApplicationSpec[], string, string][])(
  "a canary of %s is refused",
  (_title, specs, name, allowed) => {
    const message = check(specs, { releases: { [name]: { strategy: "canary" } } });
    expect(message).toContain(`groundwork:releases.${name}`);
    expect(message).toContain(allowed);
  },
);
