/** The commands of the workflows in a stack without images. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import { addOrders } from "../applications/orders-example";
import { repository } from "../project/test-project";
import { copyPlatform } from "./platform-copy";

let folder: string;
const file = () => join(folder, "Pulumi.dev.yaml");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-without-images-"));
  copyPlatform(folder);
  changeSettings(file(), { gallery: "off", galleryHost: undefined, galleryHostedZoneId: undefined });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const groundwork = (...args: string[]) =>
  spawnSync(join(repository, "node_modules", ".bin", "groundwork"), args, {
    cwd: folder,
    encoding: "utf8",
    // Another backend than none would be asked for the stack.
    env: { ...process.env, PULUMI_BACKEND_URL: "" },
  });
const images = JSON.stringify(
  Object.fromEntries(
    ["gallery", "thumbnailer"].map((name) => [name, `r.example.com/${name}@sha256:${"a".repeat(64)}`]),
  ),
);

test.each([
  [["images", "dev", "--deployed"], "dev has no images, and the file stays as it is."],
  [["images", "dev", "--images", images], "dev has no images, and the file stays as it is."],
  [["e2e", "--stack", "dev"], "there is no page to test."],
  [["deploy", "dev", "--images", images, "--dry-run"], "dev has no images and no smoke test."],
])("%j says that there are none, and passes", (args, message) => {
  const before = readFileSync(file(), "utf8");
  const { status, stdout, stderr } = groundwork(...args);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Pulumi.dev.yaml has gallery: off: ");
  expect(stdout).toContain(message);
  expect(readFileSync(file(), "utf8")).toBe(before);
});

test("the stack of a pull request inherits that there is no gallery, and gets no images of the pull request", () => {
  const { status, stdout } = groundwork(
    "review",
    "up",
    "--pull-request",
    "7",
    "--images",
    images,
    "--dry-run",
  );
  expect(stdout).toContain(
    "Pulumi.dev.yaml, which the stack inherits, has gallery: off: it has no images and no smoke test.",
  );
  expect(stdout).toContain("groundwork:gallery: off");
  expect(stdout).not.toContain("r.example.com");
  expect(status).toBe(0);
});

test("a rollback is refused: there is no version of images to return to", () => {
  const { status, stderr } = groundwork("rollback", "dev", "--to", "1");
  expect(stderr).toContain("The stack dev has no images to deliver: Pulumi.dev.yaml has gallery: off.");
  expect(status).toBe(1);
});

describe("with an application, and without the gallery", () => {
  const image = (name: string) => `r.example.com/${name}@sha256:${"b".repeat(64)}`;
  /** What the pipeline has built: the images of the whole version. */
  const built = JSON.stringify({
    gallery: image("gallery"),
    thumbnailer: image("thumbnailer"),
    orders: image("orders"),
  });
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "groundwork-without-gallery-"));
    copyPlatform(copy);
    addOrders(copy, ["dev"]);
    changeSettings(join(copy, "Pulumi.dev.yaml"), { gallery: "off" });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  const run = (...args: string[]) =>
    spawnSync(join(repository, "node_modules", ".bin", "groundwork"), args, {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, PULUMI_BACKEND_URL: "" },
    });

  test("the stack gets the application's image of a version, and none of the gallery", () => {
    const { status, stdout, stderr } = run("images", "dev", "--images", built, "--dry-run");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^Pulumi\.dev\.yaml would name:\n {2}orders +r\.example\.com\/orders@sha256:b{64}\n$/,
    );
  });

  test("a version without its image is refused", () => {
    const { status, stderr } = run("images", "dev", "--images", "{}", "--dry-run");
    expect([status, stderr]).toEqual([1, expect.stringContaining("orders in --images is missing")]);
    expect(stderr).not.toMatch(/gallery|thumbnailer/);
  });

  test("there is no page to test in a browser", () => {
    const { status, stdout } = run("e2e", "--stack", "dev");
    expect([status, stdout]).toEqual([0, "Pulumi.dev.yaml has gallery: off: there is no page to test.\n"]);
  });

  test("the stack of a pull request inherits that, and runs the application's image", () => {
    const { status, stdout } = run("review", "up", "--pull-request", "7", "--images", built, "--dry-run");
    expect(status).toBe(0);
    expect(stdout).toContain("groundwork:gallery: off");
    expect(stdout).toContain(image("orders"));
    expect(stdout).not.toMatch(/r\.example\.com\/(gallery|thumbnailer)/);
  });
});
