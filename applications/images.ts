/** The images that the pipeline builds, pins by digest, deploys and rolls back together. */
import { applications } from "./list";

const platforms = ["linux/amd64", "linux/arm64"] as const;

/** What the images of the gallery have in common. */
const ofGallery = { optional: false, absentWith: { gallery: "off" }, smokeTested: true };

const gallery = {
  name: "gallery",
  setting: "galleryImage",
  output: "galleryImage",
  ...ofGallery,
  build: {
    dockerfile: "app/Dockerfile",
    stage: "server",
    platforms,
    localPlatform: "linux/amd64",
    suffix: "",
    attested: true,
  },
};

const thumbnailer = {
  name: "thumbnailer",
  setting: "galleryThumbnailerImage",
  output: "thumbnailerImage",
  ...ofGallery,
  build: {
    dockerfile: "app/Dockerfile",
    stage: "thumbnailer",
    // Lambda accepts one platform, and no image index. Local builds cover both platforms with the gallery's.
    platforms: ["linux/arm64"],
    localPlatform: "linux/arm64",
    suffix: "-thumbnailer",
    attested: false,
  },
};

/** All images, in their order in messages. */
export const images = [
  gallery,
  thumbnailer,
  ...applications.map(({ name, image: { dockerfile, stage } }) => ({
    name,
    setting: `applicationImages.${name}`,
    output: `applicationImages.${name}`,
    optional: true,
    build: {
      ...{ dockerfile, stage, platforms, localPlatform: "linux/amd64" },
      ...{ suffix: `-${name}`, attested: true },
    },
  })),
];
