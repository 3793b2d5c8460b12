/** Reads the images that a stack runs from its outputs (docs/decisions/0032-a-plain-up-keeps-the-images.md). */
import type { Settings } from ".";
import { readStackOutputs } from "./stack-outputs";

/** The images of one version of the gallery. */
type Images = Pick<Settings["gallery"], "image" | "thumbnailerImage">;

/** The settings, with the images that the stack runs unless `galleryImagesFrom` is `settings`. */
export async function withRunningImages<
  Given extends { readonly gallery: Images & Pick<Settings["gallery"], "imagesFrom" | "isOn"> },
>(settings: Given): Promise<Given> {
  const { gallery } = settings;
  if (gallery.imagesFrom === "settings" || !gallery.isOn) return settings;
  return { ...settings, gallery: { ...gallery, ...(await readRunningImages()) } };
}

/** The images of the stack's last complete update. Undefined before the first one. */
async function readRunningImages(): Promise<Images | undefined> {
  const { galleryImage: image, thumbnailerImage } = await readStackOutputs();
  return typeof image === "string" && typeof thumbnailerImage === "string"
    ? { image, thumbnailerImage }
    : undefined;
}
