/**
 * The limits of one API process, and the memory that they need. The defaults of the application, the memory limit of the pod
 * and the rule that rejects a lower limit use these values.
 */

/** Maximum number of pixels (width × height) of a photo; the default of MAX_PIXELS. */
export const defaultMaxPixels = 50_000_000;
/** Maximum number of concurrent uploads of a process; the default of MAX_CONCURRENT_UPLOADS. */
export const defaultConcurrentUploads = 4;

/** Maximum size of an upload, MiB; the default of MAX_UPLOAD_MIB. */
export const defaultMaxUploadMib = 20;

/** The properties that determine how much memory a picture needs while it is decoded and encoded again. */
export interface PictureFacts {
  readonly format: "jpeg" | "png" | "webp";
  readonly pixels: number;
  /** Colour channels, alpha included. */
  readonly channels: number;
  /** 2 for 16-bit PNG, else 1. */
  readonly bytesPerSample: 1 | 2;
  /** Progressive JPEG or interlaced PNG: the decoder keeps the whole picture. */
  readonly interlaced: boolean;
  readonly hasAlpha: boolean;
  /** Whether the orientation requires a rotation or mirroring, which needs a copy of the whole picture. */
  readonly turned: boolean;
}

const mib = 1024 * 1024;
/** Memory of the process without pictures, including all database pools. */
const processMiB = 160;
/** Buffers of one upload. */
const uploadMiB = 4;
/** Line buffers and tables of one picture of any size. */
const pictureMiB = 40;

/**
 * Returns the maximum memory that a picture needs, MiB. `npm run bench:gallery -- pictures` compares it with measurements,
 * and tests/app/memory.test.ts fails if a picture needs more.
 */
export function pictureMemoryMiB(picture: PictureFacts): number {
  const sample = picture.channels * picture.bytesPerSample;
  // libjpeg keeps 16-bit coefficients, libpng the rows, libvips' WebP loader the whole frame.
  const kept = { jpeg: 2 * picture.channels, png: sample, webp: picture.channels };
  const decoder = picture.interlaced || picture.format === "webp" ? kept[picture.format] : 0;
  const copy = picture.turned ? sample : 0;
  // libwebp keeps the picture in two colour spaces; it compresses alpha separately, from a third copy and its hashes.
  const encoder = picture.format !== "webp" ? 0 : picture.hasAlpha ? 16 : 6;
  return pictureMiB + (picture.pixels * (decoder + copy + encoder + 0.5)) / mib;
}

/** Returns the memory of the most demanding allowed picture, MiB. All concurrent pictures share this budget. */
export const pictureBudgetMiB = (maxPixels: number): number =>
  pictureMemoryMiB({
    format: "webp",
    pixels: maxPixels,
    channels: 4,
    bytesPerSample: 1,
    interlaced: false,
    hasAlpha: true,
    turned: true,
  });

/** Returns the minimum memory limit of an API process, MiB, rounded up to a multiple of 64. */
export const memoryNeededMiB = (
  maxPixels = defaultMaxPixels,
  concurrentUploads = defaultConcurrentUploads,
): number => Math.ceil((processMiB + concurrentUploads * uploadMiB + pictureBudgetMiB(maxPixels)) / 64) * 64;

/** Maximum size of a cleaned photo, bytes per pixel: an RGBA PNG whose rows do not compress, with its headers. */
const mostBytesPerPixel = 4.01;

/**
 * Returns the maximum size of the spool folder, MiB, rounded up to a multiple of 64. Each upload has two files: the received
 * one, and the cleaned one. The cleaned one can be a thousand times larger, because other PNG filters suit other pictures
 * (tests/app/spool.test.ts uploads such a picture).
 */
export const spoolNeededMiB = (
  maxPixels = defaultMaxPixels,
  concurrentUploads = defaultConcurrentUploads,
  maxUploadMiB = defaultMaxUploadMib,
): number =>
  Math.ceil((concurrentUploads * (maxUploadMiB + (maxPixels * mostBytesPerPixel) / mib)) / 64) * 64;
