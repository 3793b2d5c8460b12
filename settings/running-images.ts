/** Which images a stack runs: the truth is in its own outputs (docs/decisions/0032-a-plain-up-keeps-the-images.md). */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from ".";

/** The images of one version of the gallery. */
export interface RunningImages {
  readonly image: string;
  readonly thumbnailerImage: string;
}

/**
 * The images that the stack's last complete update set; undefined before it. The engine reads them from the state: this is
 * the function behind `pulumi.StackReference`, which would also add a resource to the state.
 */
export async function readRunningImages(): Promise<RunningImages | undefined> {
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

/** The settings, with the images that the stack runs unless `galleryImagesFrom` is `settings`. */
export async function withRunningImages(settings: Settings): Promise<Settings> {
  const { gallery } = settings;
  if (gallery.imagesFrom === "settings") return settings;
  return { ...settings, gallery: { ...gallery, ...(await readRunningImages()) } };
}
