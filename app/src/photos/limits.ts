/**
 * What one API process takes at most, and the memory that this needs. The application's defaults, the pod's
 * memory limit and the rule that refuses a smaller one all come from here.
 */

/** Most pixels (width × height) of a photo, unless MAX_PIXELS says otherwise. */
export const defaultMaxPixels = 50_000_000;
/** Uploads that one process takes at once, unless MAX_CONCURRENT_UPLOADS says otherwise. */
export const defaultConcurrentUploads = 4;

/** What decides how much memory a picture takes while it is decoded and encoded again. */
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
  /** Whether it has to be turned or mirrored to stand upright, which needs a whole copy. */
  readonly turned: boolean;
}

const mib = 1024 * 1024;
/** The process without any picture, a full set of database pools included. */
const processMiB = 160;
/** Buffers of one upload on its way to the disk. */
const uploadMiB = 4;
/** Line buffers and tables of one picture of any size. */
const pictureMiB = 40;

/**
 * Most memory that a picture takes, MiB. `npm run bench:gallery -- pictures` measures it beside this estimate,
 * and tests/app/memory.test.ts fails when a picture takes more.
 */
export function pictureMemoryMiB(picture: PictureFacts): number {
  const sample = picture.channels * picture.bytesPerSample;
  // libjpeg keeps 16-bit coefficients, libpng the rows, libvips' WebP loader the whole frame.
  const kept = { jpeg: 2 * picture.channels, png: sample, webp: picture.channels };
  const decoder = picture.interlaced || picture.format === "webp" ? kept[picture.format] : 0;
  const copy = picture.turned ? sample : 0;
  // libwebp keeps the picture in two colour spaces; alpha is compressed apart, from a third copy and its hashes.
  const encoder = picture.format !== "webp" ? 0 : picture.hasAlpha ? 16 : 6;
  return pictureMiB + (picture.pixels * (decoder + copy + encoder + 0.5)) / mib;
}

/** Memory of the most demanding picture that is allowed: what all pictures under way share, MiB. */
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

/** Memory limit that an API process needs at least, in MiB, rounded up to a multiple of 64. */
export const memoryNeededMiB = (
  maxPixels = defaultMaxPixels,
  concurrentUploads = defaultConcurrentUploads,
): number => Math.ceil((processMiB + concurrentUploads * uploadMiB + pictureBudgetMiB(maxPixels)) / 64) * 64;
