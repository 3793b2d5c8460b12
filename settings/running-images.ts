/** Reads the images that a stack runs from its outputs (docs/decisions/0032-a-plain-up-keeps-the-images.md). */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from ".";

/** The images of one version of the gallery. */
type Images = Pick<Settings["gallery"], "image" | "thumbnailerImage">;

/** The settings, with the images that the stack runs unless `galleryImagesFrom` is `settings`. */
export async function withRunningImages<
  Given extends { readonly gallery: Images & Pick<Settings["gallery"], "imagesFrom"> },
>(settings: Given): Promise<Given> {
  const { gallery } = settings;
  if (gallery.imagesFrom === "settings") return settings;
  return { ...settings, gallery: { ...gallery, ...(await readRunningImages()) } };
}

/**
 * The images of the stack's last complete update. Undefined before the first one. The engine reads them from the state. This is
 * the function that `pulumi.StackReference` uses, without its resource in the state.
 */
async function readRunningImages(): Promise<Images | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs }: { outputs?: Readonly<Record<string, unknown>> } = await pulumi.runtime.invoke(
    "pulumi:pulumi:readStackOutputs",
    { name },
  );
  const { galleryImage: image, thumbnailerImage } = outputs ?? {};
  return typeof image === "string" && typeof thumbnailerImage === "string"
    ? { image, thumbnailerImage }
    : undefined;
}
