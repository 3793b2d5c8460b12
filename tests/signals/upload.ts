import { json } from "../app/client";
import { jpeg } from "../app/pictures";
import { expectThat } from "./scenario";
import type { Stage } from "./stage";

/** Names of some spans of an upload. */
export const expectedSpans = [
  "POST /api/photos",
  "photo-insert",
  "object-store put",
  "thumbnail",
  "make thumbnail",
];

/**
 * Uploads a photo, makes its thumbnail, and writes what the gallery logged about it to the log of a container.
 *
 * @returns the lines
 */
export async function uploadTraced(
  { gallery, container }: Pick<Stage, "gallery" | "container">,
  traceId: string,
  headers: Readonly<Record<string, string>>,
): Promise<string[]> {
  const response = await gallery.client.upload("Lighthouse", await jpeg(1, 800, 600), headers);
  expectThat(response.status === 201, `the upload was answered with ${response.status}`);
  const { id: photo } = await json<{ id: string }>(response);
  const output = await gallery.invokeThumbnailer(await gallery.keyOf(photo));
  const lines = `${gallery.gallery.output()}\n${output}`
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(traceId));
  expectThat(lines.length >= 2, `the gallery logged ${lines.length} lines about the upload`);
  container("api-1").write(lines);
  return lines;
}

/** Uploads a photo while S3 is away, which fails. */
export async function uploadWithoutStore(
  gallery: Stage["gallery"],
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  await gallery.s3.stop();
  try {
    const { status } = await gallery.client.upload("Lost", undefined, headers);
    expectThat(status >= 500, `an upload without S3 was answered with ${status}`);
  } finally {
    await gallery.s3.start();
  }
}
