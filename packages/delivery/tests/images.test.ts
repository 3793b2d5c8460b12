import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder, readStackConfig } from "@groundwork/rehearse/project/files";
import { checkImages, deployedImages, requireDigests, writeImages } from "../images";

const digest = `@sha256:${"0".repeat(64)}`;
const images = {
  gallery: `r.example.com/gallery${digest}`,
  thumbnailer: `r.example.com/thumbnailer${digest}`,
};

test("images are written into the stack's file; its comments and all other settings are kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"])
      copyFileSync(join(projectFolder, file), join(folder, file));
    const lines = () => readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8").split("\n");
    const [before, config] = [lines(), readStackConfig(folder, "prod").config];
    writeImages(folder, "prod", images);
    const changed = lines().filter((line, at) => line !== before[at]);
    expect(changed.map((line) => line.trim())).toEqual([
      `groundwork:galleryImage: ${images.gallery}`,
      `groundwork:galleryThumbnailerImage: ${images.thumbnailer} # EDIT`,
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

test("images are validated like the settings, and all problems are reported together", () => {
  expect(checkImages(images)).toEqual(images);
  expect(() => checkImages({ gallery: "r/gallery:latest" })).toThrow(
    /--gallery is r\/gallery:latest; allowed is .*\n--thumbnailer is missing/,
  );
});

test("a deployment accepts only digests, and explains how to find one", () => {
  expect(requireDigests(images)).toEqual(images);
  expect(() => requireDigests({ ...images, gallery: "r/gallery:1.0.0" })).toThrow("imagetools inspect");
});

test("a stack without these outputs has no known images", () => {
  expect(deployedImages({})).toBeUndefined();
  expect(deployedImages({ galleryImage: { value: "r/gallery:1.0.0", secret: false } })).toBeUndefined();
});
