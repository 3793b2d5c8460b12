import { open } from "node:fs/promises";

const signatureBytes = 8;
/** Cameras and editors write fewer chunks than this before the image data. */
const mostChunks = 1000;

/**
 * Returns whether a PNG file is animated (APNG). libvips reads only the first frame and does not report the others. This function
 * looks for the chunk acTL, which comes before the image data.
 * https://www.w3.org/TR/png-3/#acTL-chunk
 */
export async function isAnimatedPng(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const header = Buffer.alloc(8);
    let position = signatureBytes;
    for (let chunk = 0; chunk < mostChunks; chunk++) {
      const { bytesRead } = await file.read(header, 0, header.length, position);
      if (bytesRead < header.length) return false;
      const type = header.toString("latin1", 4, 8);
      if (type === "acTL") return true;
      if (type === "IDAT" || type === "IEND") return false;
      // Length, type and checksum around the data.
      position += header.readUInt32BE(0) + 12;
    }
    return false;
  } finally {
    await file.close();
  }
}
