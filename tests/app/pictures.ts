import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import sharp from "sharp";

/** Sky at the top, sky at the bottom, and the hue of the mountains. */
const lights: [string, string, number][] = [
  ["#2b4c7e", "#f6c89f", 215],
  ["#3f7cac", "#e8f1f5", 200],
  ["#5b3a6e", "#f4a582", 265],
  ["#1f5f6b", "#f3e2b3", 185],
  ["#7d8ca3", "#f1ebe4", 215],
  ["#a34a3f", "#fbd38d", 12],
  ["#16263f", "#7fa3c7", 222],
  ["#4f8a8b", "#fbeed0", 160],
];

/** One of many landscapes, each with different light, as an SVG image of this size in pixels. */
function landscape(seed: number, width: number, height: number): string {
  const [above, below, hue] = lights[seed % lights.length] ?? ["#2b4c7e", "#f6c89f", 215];
  const ridge = (base: number, rise: number, step: number) => {
    const points = Array.from({ length: 13 }, (_, i) => {
      const y = base - rise * Math.abs(Math.sin(i * step + seed)) - (rise / 3) * Math.cos(i * 2.3 + seed * 2);
      return `${(i / 12) * width},${y * height}`;
    });
    return `0,${height} ${points.join(" ")} ${width},${height}`;
  };
  const layer = (points: string, light: number) =>
    `<polygon points="${points}" fill="hsl(${hue} ${46 - light / 3}% ${light}%)"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="${above}"/>
      <stop offset=".62" stop-color="${below}"/>
    </linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${width * (0.2 + ((seed * 0.31) % 0.6))}" cy="${height * 0.42}" r="${height * 0.07}" fill="#fff6dc"/>
    ${layer(ridge(0.66, 0.2, 0.9), 48)}${layer(ridge(0.8, 0.18, 1.3), 32)}${layer(ridge(0.95, 0.14, 0.7), 17)}
  </svg>`;
}

/** A JPEG landscape; each seed produces a different one. */
export function jpeg(seed = 1, width = 1200, height = 800): Promise<Buffer> {
  // The application disables libvips' other decoders for its process, which may be this process.
  sharp.unblock({ operation: ["VipsForeignLoadSvg"] });
  const drawing = Buffer.from(landscape(seed, width, height));
  return sharp(drawing).jpeg({ quality: 85 }).toBuffer();
}

/** A JPEG with location and camera metadata, and a rotated orientation. */
export const jpegWithLocation = async (): Promise<Buffer> =>
  sharp(await jpeg(2, 400, 300))
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: "SecretCamera" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "51/1 28/1 38/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "0/1 0/1 5/1",
      },
    })
    .jpeg()
    .toBuffer();

/** A PNG of a few KiB that decodes to this many pixels of one colour. */
export const bomb = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: "#000" }, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer();

/** Two frames of one colour each, for the viewers that show them by turns. */
export async function animatedWebp(): Promise<Buffer> {
  const pixels = Buffer.concat([Buffer.alloc(32 * 32 * 3, 20), Buffer.alloc(32 * 32 * 3, 220)]);
  return sharp(pixels, { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
}

/** A PNG with the chunk that says it is animated; readers that do not know it show its first frame. */
export async function animatedPng(): Promise<Buffer> {
  const still = await bomb(32, 32);
  const data = Buffer.alloc(8);
  data.writeUInt32BE(2, 0);
  // After the signature and the header chunk.
  return Buffer.concat([still.subarray(0, 33), pngChunk("acTL", data), still.subarray(33)]);
}

/**
 * A PNG of 16,383 random RGBA pixels in each row, all rows equal. It is small, because a filter writes each row as its difference
 * to the one above. Without this filter it does not compress: two rows are further apart than the window of deflate.
 */
export function pngOfEqualRows(rows: number): Buffer {
  const width = 16_383;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows, 4);
  // 8 bits per sample, RGBA.
  header.writeUInt8(8, 8);
  header.writeUInt8(6, 9);
  const first = Buffer.concat([Buffer.alloc(1), randomBytes(width * 4)]);
  const equal = Buffer.alloc(1 + width * 4);
  // The filter Up.
  equal.writeUInt8(2, 0);
  const pixels = Buffer.concat([first, ...Array.from({ length: rows - 1 }, () => equal)]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(pixels)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
