/** Reads the images that a stack runs from its outputs (docs/decisions/0032-a-plain-up-keeps-the-images.md). */

import { readStackOutputs } from "../infra/stack-outputs";
import type { Settings } from ".";

/** The images of one version of the gallery. */
type Images = Pick<Settings["gallery"], "image" | "thumbnailerImage">;

interface Running {
  readonly gallery: Images | undefined;
  /** Those of other applications. An application that the stack does not run yet is missing. */
  readonly applications: Readonly<Record<string, string>>;
}

/**
 * The settings, with the images that the stack runs unless `galleryImagesFrom` is `settings`.
 *
 * @param names the applications of the program: the stack may run others, which the program removes
 */
export async function withRunningImages<
  Given extends {
    readonly gallery: Images & Pick<Settings["gallery"], "imagesFrom" | "isOn">;
    readonly applications: Pick<Settings["applications"], "images">;
  },
>(settings: Given, names: readonly string[] = []): Promise<Given> {
  const { gallery, applications } = settings;
  if (gallery.imagesFrom === "settings" || (!gallery.isOn && names.length === 0)) return settings;
  const running = await readRunningImages();
  const kept = Object.entries(running.applications).filter(([name]) => names.includes(name));
  return {
    ...settings,
    gallery: { ...gallery, ...running.gallery },
    applications: { ...applications, images: { ...applications.images, ...Object.fromEntries(kept) } },
  };
}

/** The images of the stack's last complete update. None before the first one. */
async function readRunningImages(): Promise<Running> {
  const { galleryImage: image, thumbnailerImage, applicationImages } = await readStackOutputs();
  return {
    gallery:
      typeof image === "string" && typeof thumbnailerImage === "string"
        ? { image, thumbnailerImage }
        : undefined,
    applications: Object.fromEntries(
      Object.entries(applicationImages ?? {}).filter((entry): entry is [string, string] =>
        entry.every((each) => typeof each === "string"),
      ),
    ),
  };
}
