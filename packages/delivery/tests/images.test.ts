import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder, readStackConfig } from "@groundwork/rehearse/project/files";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import {
  checkDigests,
  checkImages,
  deployedImages,
  describeFileImages,
  requireImages,
  writeImages,
} from "../images";

const digest = `@sha256:${"0".repeat(64)}`;
const images = {
  gallery: `r.example.com/gallery${digest}`,
  thumbnailer: `r.example.com/thumbnailer${digest}`,
};

test("images are written into the stack's file, and its comments and other settings stay unchanged", () => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"])
      copyFileSync(join(projectFolder, file), join(folder, file));
    const lines = () => readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8").split("\n");
    const [before, config] = [lines(), readStackConfig(folder, "prod").config];
    writeImages(folder, "prod", images, { deploying: false });
    const changed = lines().filter((line, at) => line !== before[at]);
    expect(changed.map((line) => line.trim())).toEqual([
      `groundwork:galleryImage: ${images.gallery}`,
      `groundwork:galleryThumbnailerImage: ${images.thumbnailer} # arm64`,
    ]);
    expect(readStackConfig(folder, "prod").config).toEqual({
      ...config,
      "groundwork:galleryImage": images.gallery,
      "groundwork:galleryThumbnailerImage": images.thumbnailer,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a plan describes the images in the stack's file, and whether the next update uses them", () => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"])
      copyFileSync(join(projectFolder, file), join(folder, file));
    writeImages(folder, "prod", images, { deploying: false });
    expect(describeFileImages(folder, "prod")).toBe(
      `Images in Pulumi.prod.yaml:\n  gallery      ${images.gallery}\n  thumbnailer  ${images.thumbnailer}\n` +
        "If prod exists, an update keeps the images that the stack runs. To plan with those images, first run: npx --no groundwork images prod --deployed",
    );
    writeImages(folder, "prod", images, { deploying: true });
    expect(describeFileImages(folder, "prod")).toMatch(/\nAn update deploys these images to prod\.$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a stack without the gallery has no images, and the error says what to run instead", () => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"])
      copyFileSync(join(projectFolder, file), join(folder, file));
    requireImages(folder, "dev");
    changeSettings(join(folder, "Pulumi.dev.yaml"), { gallery: "off" });
    expect(() => requireImages(folder, "dev")).toThrow(
      "The stack dev has no images to deliver: Pulumi.dev.yaml has gallery: off. Deploy its changes with: pulumi up -s dev",
    );
    expect(describeFileImages(folder, "dev")).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("images are validated with the rules of the settings, and all problems are reported together", () => {
  expect(checkImages(images)).toEqual(images);
  expect(() => checkImages({ gallery: "r/gallery:latest" })).toThrow(
    /--gallery is r\/gallery:latest; it must be .*\n--thumbnailer is missing/,
  );
});

test("a deployment accepts only digests, and explains how to find one", () => {
  expect(checkDigests(images)).toEqual(images);
  expect(() => checkDigests({ ...images, gallery: "r/gallery:1.0.0" })).toThrow("imagetools inspect");
});

test("the images of a stack without image outputs are unknown", () => {
  expect(deployedImages({})).toBeUndefined();
  expect(deployedImages({ galleryImage: { value: "r/gallery:1.0.0", secret: false } })).toBeUndefined();
});
