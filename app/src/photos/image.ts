import { stat } from "node:fs/promises";
import sharp from "sharp";
import { Problem } from "../http/problems";
import type { ContentType } from "../storage/keys";

// Only the decoders of what is taken. Everything else that libvips can open (SVG, PDF, …) is not reachable.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"] });
// Uploads are worked on several at a time, each on one thread; pixels are not worth keeping between them.
sharp.concurrency(1);
sharp.cache(false);

/** Width and height of the box that a thumbnail fits in, pixels. */
const thumbnailSize = 640;
const secondsPerImage = 30;
const webpMostPixelsPerSide = 16_383;

const types: Partial<Record<string, ContentType>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** A photo that is safe to keep and to hand out. */
export interface CleanPhoto {
  readonly contentType: ContentType;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly colour: string;
}

const notAPhoto = new Problem(
  415,
  "not-a-photo",
  "Not a photo",
  "This file is not a JPEG, PNG or WebP photo, or it is damaged.",
);

/**
 * Decodes the photo in `input` and writes it anew to `output`: upright, in sRGB, without any metadata (EXIF and
 * its location, XMP, comments) and without whatever else was hidden in the file. The type is found from the
 * content.
 * @throws Problem 415 for anything but a whole JPEG, PNG or WebP, 422 for too many pixels
 */
export async function cleanPhoto(input: string, output: string, maxPixels: number): Promise<CleanPhoto> {
  const open = () => sharp(input, { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true });
  const { format, width, height } = await sharp(input, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw notAPhoto;
    });
  const contentType = types[format];
  if (contentType === undefined) throw notAPhoto;
  if (width * height > maxPixels || Math.max(width, height) > webpMostPixelsPerSide) {
    const limit = `${(maxPixels / 1_000_000).toLocaleString("en")} megapixels`;
    const detail = `The photo has ${width} × ${height} pixels; at most ${limit} are taken.`;
    throw new Problem(422, "too-many-pixels", "Too many pixels", detail);
  }
  const upright = open().autoOrient().timeout({ seconds: secondsPerImage });
  const encoded = {
    "image/jpeg": () => upright.jpeg({ quality: 90, chromaSubsampling: "4:4:4" }),
    "image/png": () => upright.png({ compressionLevel: 6 }),
    "image/webp": () => upright.webp({ quality: 90 }),
  }[contentType]();
  const info = await encoded.toFile(output).catch(() => {
    throw notAPhoto;
  });
  const bytes = (await stat(output)).size;
  return { contentType, width: info.width, height: info.height, bytes, colour: await placeholder(output) };
}

/** Writes a thumbnail of a photo as WebP. */
export async function writeThumbnail(photo: Buffer, output: string): Promise<void> {
  await sharp(photo, { failOn: "error", limitInputPixels: 1_000_000_000 })
    .autoOrient()
    .resize({ width: thumbnailSize, height: thumbnailSize, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 78 })
    .timeout({ seconds: secondsPerImage })
    .toFile(output);
}

async function placeholder(file: string): Promise<string> {
  const { data } = await sharp(file)
    .resize(1, 1, { fit: "fill" })
    .flatten({ background: "#888888" })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [red = 136, green = red, blue = red] = data;
  return `#${Buffer.from([red, green, blue]).toString("hex")}`;
}
