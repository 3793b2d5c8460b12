/** A project with a third image, which its stacks did not have from the first version. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { decide } from "../decision";
import { buildArguments } from "../image-build/commands";
import {
  checkDigests,
  checkImages,
  deployedImages,
  describeImages,
  fingerprintOf,
  imagesIn,
  sameImages,
  writeImages,
} from "../images";
import { reviewSettings } from "../review/settings";

const orders = {
  name: "orders",
  setting: "applicationImages.orders",
  output: "applicationImages.orders",
  optional: true,
  build: {
    dockerfile: "orders/Dockerfile",
    stage: undefined,
    platforms: ["linux/amd64", "linux/arm64"],
    localPlatform: "linux/amd64",
    suffix: "-orders",
    attested: true,
  },
};
jest.mock("../config", () => {
  const actual: typeof import("../config") = jest.requireActual("../config");
  return {
    ...actual,
    deliveryConfig: () => {
      const config = actual.deliveryConfig();
      return { ...config, images: { ...config.images, list: [...config.images.list, orders] } };
    },
  };
});

const digest = (letter: string) => `@sha256:${letter.repeat(64)}`;
const version = (letter: string) => ({
  gallery: `r.example.com/app${digest(letter)}`,
  thumbnailer: `r.example.com/app${digest(letter)}`,
  orders: `r.example.com/app${digest(letter)}`,
});
const two = ({ gallery, thumbnailer }: ReturnType<typeof version>) => ({ gallery, thumbnailer });

test("all images are required, and no others are accepted", () => {
  expect(checkImages(version("a"))).toEqual(version("a"));
  expect(() => checkImages(two(version("a")))).toThrow("orders in --images is missing");
  expect(() => checkImages({ ...version("a"), billing: "r/b:1.0.0" })).toThrow(
    "--images has billing; there are only gallery, thumbnailer, orders",
  );
  expect(() => checkDigests({ ...version("a"), orders: "r/orders:1.0.0" })).toThrow(
    "orders in --images is r/orders:1.0.0; it must be an image by digest",
  );
});

test("a version from before the image existed is complete, and so is one of a stack without the gallery", () => {
  const { gallery, thumbnailer, orders: third } = version("a");
  const config = { "groundwork:galleryImage": gallery, "groundwork:galleryThumbnailerImage": thumbnailer };
  expect(imagesIn((key) => Reflect.get(config, key))).toEqual(two(version("a")));
  const withMap = {
    ...config,
    "groundwork:applicationImages": JSON.stringify({ orders: third, removed: "r/x:1.0.0" }),
  };
  expect(imagesIn((key) => Reflect.get(withMap, key))).toEqual(version("a"));
  const applicationImages = { value: { orders: third }, secret: false };
  expect(deployedImages({ applicationImages })).toEqual({ orders: third });
  const galleryImage = { value: gallery, secret: false };
  expect(deployedImages({ applicationImages, galleryImage })).toBeUndefined();
});

test("a rollback keeps the image of an application that the previous version did not have", () => {
  const [before, wanted] = [two(version("a")), version("b")];
  expect(decide(wanted, before, "smoke")).toEqual({
    do: "restore",
    images: { ...before, orders: wanted.orders },
  });
});

test("if only the new application failed, restoring would change nothing", () => {
  expect(decide(version("a"), two(version("a")), "up")).toEqual({ do: "leave", why: "same" });
});

test("the third image is part of a version", () => {
  const changed = { ...version("a"), orders: version("b").orders };
  expect(sameImages(version("a"), changed)).toBe(false);
  expect(fingerprintOf(version("a"))).not.toBe(fingerprintOf(changed));
  expect(describeImages(version("a"))).toContain(`\n  orders       ${version("a").orders}`);
});

test("the image is written into the map of the stack's file, whose other entries stay", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-image-list-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"])
      copyFileSync(join(projectFolder, file), join(folder, file));
    writeImages(folder, "dev", version("a"), { deploying: true });
    writeImages(folder, "dev", version("b"), { deploying: true });
    const text = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
    expect(text).toContain(`groundwork:applicationImages: {orders: r.example.com/app${digest("b")}}`);
    expect(text).not.toContain(digest("a"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the stack of a pull request gets the image", () => {
  const text = readFileSync(join(projectFolder, "Pulumi.dev.yaml"), "utf8");
  expect(reviewSettings({ stack: "dev", text }, 7, version("a"))).toContain(
    `orders: r.example.com/app${digest("a")}`,
  );
});

test("its build uses its Dockerfile, and a tag of the commit with its name", () => {
  const build = { commit: "c".repeat(40), version: "1.0.0", repository: "r.example.com/app", metadata: "M" };
  const command = buildArguments(orders, build).join(" ");
  expect(command).toContain("--file orders/Dockerfile --platform linux/amd64,linux/arm64");
  expect(command).toContain(`--tag r.example.com/app:${"c".repeat(40)}-orders`);
  expect(command).not.toContain("--target");
});
