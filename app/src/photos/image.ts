import { stat } from "node:fs/promises";
import sharp, { type Metadata } from "sharp";
import { Problem } from "../http/problems";
import type { ContentType } from "../storage/keys";
import { inSpan } from "../telemetry/span";
import { isAnimatedPng } from "./animation";
import { explainImageFault, notAPhoto } from "./image-faults";
import { type PictureFacts, pictureMemoryMiB } from "./limits";
import type { MemoryBudget } from "./memory-budget";

// Allows only the decoders of the accepted formats. The other formats of libvips (SVG, PDF, …) are blocked.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"] });
// Uploads are processed concurrently, each on one thread. Caching pixels between them has no benefit.
sharp.concurrency(1);
sharp.cache(false);

/** Width and height of the box that a thumbnail fits in, pixels. */
const thumbnailSize = 640;
/** Longer than the most demanding allowed picture takes on one core, and less than the timeout of a load balancer. */
const secondsPerImage = 50;
/** The thumbnail is WebP, which allows no longer side. */
const mostPixelsPerSide = 16_383;

const types = { jpeg: "image/jpeg", png: "image/png", webp: "image/webp" } as const;

/** A photo that is safe to store and to serve. */
export interface CleanPhoto {
  readonly contentType: ContentType;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly colour: string;
}

/**
 * Decodes the photo in `input` and encodes it to `output`: upright, in sRGB, without metadata (EXIF with its location, XMP,
 * comments) and without appended data. The type is detected from the content.
 * @param budget memory that concurrent pictures share
 * @throws Problem 415 for anything but a complete JPEG, PNG or WebP; 422 for a picture that is too large, animated or too slow;
 *   503 if the disk is full. Other errors are failures of the server and are thrown unchanged
 */
export async function cleanPhoto(
  input: string,
  output: string,
  maxPixels: number,
  budget: MemoryBudget,
): Promise<CleanPhoto> {
  const picture = await inspect(input, maxPixels);
  // Without the wait for memory, which the span around this function contains.
  const encode = async (): Promise<CleanPhoto> => {
    try {
      const upright = sharp(input, { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true })
        .autoOrient()
        .timeout({ seconds: secondsPerImage });
      const encoded = {
        // To optimise Huffman tables, libjpeg would keep the whole picture. Without this, the file is up to a third larger, and
        // a picture of 50 megapixels needs 30 MiB instead of 600.
        jpeg: () => upright.jpeg({ quality: 90, chromaSubsampling: "4:4:4", optimiseCoding: false }),
        png: () => upright.png({ compressionLevel: 6 }),
        // The default effort of 4 takes six times as long, for a file that is a few percent smaller.
        webp: () => upright.webp({ quality: 90, effort: 2 }),
      }[picture.format]();
      const { width, height } = await encoded.toFile(output);
      const bytes = (await stat(output)).size;
      return { contentType: types[picture.format], width, height, bytes, colour: await placeholder(output) };
    } catch (error) {
      throw explainImageFault(error, secondsPerImage);
    }
  };
  const attributes = { "gallery.picture.format": picture.format, "gallery.picture.pixels": picture.pixels };
  return budget.run(pictureMemoryMiB(picture), () => inSpan("encode photo", { attributes }, encode));
}

/**
 * Reads the properties of the picture from its file.
 * @throws Problem if the photo is not accepted
 */
async function inspect(input: string, maxPixels: number): Promise<PictureFacts> {
  const metadata = await sharp(input, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw explainImageFault(error, secondsPerImage);
    });
  const { width, height, format } = metadata;
  if (format !== "jpeg" && format !== "png" && format !== "webp") throw notAPhoto;
  if ((metadata.pages ?? 1) > 1 || (format === "png" && (await isAnimatedPng(input)))) throw animated;
  const has = `The photo has ${width} × ${height} pixels;`;
  if (width * height > maxPixels) {
    const limit = `${(maxPixels / 1_000_000).toLocaleString("en")} megapixels`;
    throw new Problem(422, "too-many-pixels", "Too many pixels", `${has} at most ${limit} are allowed.`);
  }
  if (Math.max(width, height) > mostPixelsPerSide) {
    const limit = mostPixelsPerSide.toLocaleString("en");
    throw new Problem(422, "side-too-long", "Side too long", `${has} at most ${limit} a side are allowed.`);
  }
  return { ...readMemoryFacts(metadata), format, pixels: width * height };
}

const readMemoryFacts = ({ channels, depth, isProgressive, hasAlpha, orientation }: Metadata) => ({
  channels,
  bytesPerSample: depth === "ushort" ? (2 as const) : (1 as const),
  interlaced: isProgressive,
  hasAlpha,
  turned: (orientation ?? 1) > 1,
});

const animated = new Problem(
  422,
  "animated",
  "Animated picture",
  "The picture is animated, and only one of its frames could be kept. Send a still picture.",
);

/**
 * Writes a thumbnail of a photo as WebP.
 * @throws Problem 415 or 422 if the photo cannot be decoded, or the failure of the server
 */
export async function writeThumbnail(photo: Buffer, output: string): Promise<void> {
  await sharp(photo, { failOn: "error", limitInputPixels: 1_000_000_000 })
    .autoOrient()
    .resize({ width: thumbnailSize, height: thumbnailSize, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 78 })
    .timeout({ seconds: secondsPerImage })
    .toFile(output)
    .catch((error: unknown) => {
      throw explainImageFault(error, secondsPerImage);
    });
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
