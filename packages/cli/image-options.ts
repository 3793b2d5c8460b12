/** The option with all images of a version. */
import { Option } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";

type Given = Readonly<Record<string, string>>;

/** `--images JSON`: a map of names to images, as `image build` writes it to out/images.json. */
export const imagesOption = () =>
  new Option(
    "--images <json>",
    "all images as a JSON map, as out/images.json and the output `images` of image build",
  );

/** The images of all options. @throws Explained if --images is not a map of texts, or an image is given twice. */
export function imagesOf({
  images: json,
  ...single
}: {
  readonly images?: string | undefined;
  readonly gallery?: string | undefined;
  readonly thumbnailer?: string | undefined;
}): Record<string, string | undefined> {
  const images = json === undefined ? {} : parseImages(json);
  const given = Object.entries(single).filter(([, image]) => image !== undefined);
  for (const [name] of given)
    if (name in images) throw new Explained(`--${name} and --images both have the image ${name}; give one`);
  return { ...images, ...Object.fromEntries(given) };
}

function parseImages(text: string): Given {
  const allowed = `--images is ${text}; it must be a JSON map of names to images, such as {"gallery": "IMAGE@sha256:…"}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Explained(allowed);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new Explained(allowed);
  const images: Record<string, string> = {};
  for (const [name, image] of Object.entries(parsed)) {
    if (typeof image !== "string") throw new Explained(allowed);
    images[name] = image;
  }
  return images;
}
