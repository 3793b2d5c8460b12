import { open } from "node:fs/promises";

const signatureBytes = 8;
/** More chunks before the picture's data than any camera or editor writes. */
const mostChunks = 1000;

/**
 * Whether a PNG file is animated (APNG). libvips reads only its first frame and says nothing of the others, so
 * the chunk that announces them is looked for: it stands before the picture's data.
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
