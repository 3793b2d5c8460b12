import sharp, { type Sharp } from "sharp";
import type { PictureFacts } from "../../src/photos/limits";

/** A picture that needs the most memory of its kind. */
export interface LargestPicture {
  readonly name: string;
  readonly facts: PictureFacts;
  make(): Promise<Buffer>;
}

type Kind = Omit<PictureFacts, "pixels" | "turned"> & {
  draw: (width: number, height: number) => Sharp | Promise<Sharp>;
};

const drawFlat = (channels: 3 | 4) => (width: number, height: number) =>
  sharp({
    create: { width, height, channels, background: { r: 68, g: 102, b: 136, alpha: 0.5 } },
    limitInputPixels: false,
  });

/** Draws noise with four levels of transparency, for which libwebp needs the most memory. */
function drawNoisyAlpha(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 4, 0x60);
  let state = 1;
  for (let at = 3; at < pixels.length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[at] = 60 + (state >>> 30) * 60;
  }
  return sharp(pixels, { raw: { width, height, channels: 4 }, limitInputPixels: false });
}

/** Enlarges a small CMYK picture: converting a large one takes long. */
const enlargeCmyk = (small: Buffer) => (width: number, height: number) =>
  sharp(small)
    .pipelineColourspace("cmyk")
    .resize(width, height, { fit: "fill", kernel: "nearest" })
    .toColourspace("cmyk");

const jpeg = { format: "jpeg", bytesPerSample: 1, hasAlpha: false } as const;
const png = { format: "png", hasAlpha: true, channels: 4 } as const;
const webp = { format: "webp", bytesPerSample: 1, interlaced: false } as const;
const full = { quality: 80, chromaSubsampling: "4:4:4" } as const;

const kinds: Record<string, Kind> = {
  "JPEG baseline": {
    ...jpeg,
    channels: 3,
    interlaced: false,
    draw: (...size) => drawFlat(3)(...size).jpeg(full),
  },
  "JPEG progressive": {
    ...jpeg,
    channels: 3,
    interlaced: true,
    draw: (...size) => drawFlat(3)(...size).jpeg({ ...full, progressive: true }),
  },
  "JPEG progressive, CMYK": {
    ...jpeg,
    channels: 4,
    interlaced: true,
    draw: async (...size) =>
      enlargeCmyk(await drawFlat(3)(64, 48).toColourspace("cmyk").jpeg().toBuffer())(...size).jpeg({
        ...full,
        progressive: true,
      }),
  },
  PNG: { ...png, bytesPerSample: 1, interlaced: false, draw: (...size) => drawFlat(4)(...size).png() },
  "PNG 16-bit": {
    ...png,
    bytesPerSample: 2,
    interlaced: false,
    draw: (...size) =>
      drawFlat(4)(...size)
        .toColourspace("rgb16")
        .png(),
  },
  "PNG 16-bit, interlaced": {
    ...png,
    bytesPerSample: 2,
    interlaced: true,
    draw: (...size) =>
      drawFlat(4)(...size)
        .toColourspace("rgb16")
        .png({ progressive: true }),
  },
  "WebP lossy": {
    ...webp,
    channels: 3,
    hasAlpha: false,
    draw: (...size) => drawFlat(3)(...size).webp({ quality: 60, effort: 2 }),
  },
  "WebP lossless": {
    ...webp,
    channels: 3,
    hasAlpha: false,
    draw: (...size) => drawFlat(3)(...size).webp({ lossless: true, effort: 0 }),
  },
  "WebP with transparency": {
    ...webp,
    channels: 4,
    hasAlpha: true,
    draw: (...size) => drawNoisyAlpha(...size).webp({ quality: 20, effort: 2 }),
  },
};

/** Returns one picture of each kind, upright and rotated, with the largest allowed number of pixels and a ratio of 4:3. */
export function largestPictures(maxPixels: number): LargestPicture[] {
  const height = Math.floor(Math.sqrt((maxPixels * 3) / 4));
  const width = Math.floor(maxPixels / height);
  return Object.entries(kinds).flatMap(([name, { draw, ...facts }]) =>
    [false, true].map((turned) => ({
      name: `${name}, ${turned ? "rotated" : "upright"}`,
      facts: { ...facts, turned, pixels: width * height },
      make: async () =>
        (await draw(width, height))
          .withMetadata({
            orientation: turned ? 6 : 1,
            icc: facts.channels === 4 && facts.format === "jpeg" ? "cmyk" : "srgb",
          })
          .toBuffer(),
    })),
  );
}
