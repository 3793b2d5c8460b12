/** Versions of the gallery: the same code, under different digests, with a defect that the test defines. */
import { createHash } from "node:crypto";
import type { Images } from "@groundwork/delivery/images";

const registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork";

/** The defect of a version. */
export type Fault =
  /** It accepts photos and never creates their thumbnails. */
  | "no thumbnails"
  /** It starts and reads, but cannot write. */
  | "no writes"
  /** It never becomes ready. */
  | "never ready"
  /** Its migration fails. */
  | "migration fails";

const faults = new Map<string, { readonly fault: Fault; readonly where: string | undefined }>();
const names = new Map<string, string>();

/**
 * A version by its name, such as `1.1.0`, with its two images by digest.
 * @param where the only stack in which the defect occurs. Default: everywhere
 */
export function version(name: string, fault?: Fault, where?: string): Images {
  const digest = createHash("sha256").update(name).digest("hex");
  const images = {
    gallery: `${registry}/gallery@sha256:${digest}`,
    thumbnailer: `${registry}/thumbnailer@sha256:${digest}`,
  };
  names.set(images.gallery, name);
  if (fault) faults.set(images.gallery, { fault, where });
  return images;
}

/** The defect of an image in a stack. */
export function faultOf(galleryImage: string, stack: string): Fault | undefined {
  const { fault, where = stack } = faults.get(galleryImage) ?? {};
  return where === stack ? fault : undefined;
}

export const nameOfVersion = (galleryImage: string): string => names.get(galleryImage) ?? galleryImage;
