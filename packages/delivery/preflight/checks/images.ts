/** Whether the images exist, for the platforms that nodes and Lambda need. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import { UnknownAnswer } from "../aws/errors";
import { readPages } from "../aws/read";
import { asking, type Finding, isMissing, ok, problem, warning } from "../finding";
import type { Needs } from "../needs";
import type { ImageNeed } from "../needs-images";

const GET_IMAGE = "ecr:BatchGetImage";
const GET_LAYER = "ecr:GetDownloadUrlForLayer";

/** https://github.com/opencontainers/image-spec/blob/main/media-types.md */
const INDEXES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** An image in ECR. */
interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly id: Readonly<Record<string, string>>;
}

export async function checkImages(aws: Aws, { images }: Needs): Promise<readonly Finding[]> {
  return (await Promise.all(images.map((need) => checkImage(aws, need)))).flat();
}

const BUILD =
  "Build and push it as docs/operations.md describes: `npx --no groundwork image build --push REPOSITORY`";

async function checkImage(aws: Aws, need: ImageNeed): Promise<readonly Finding[]> {
  const asked = `Image ${need.image}`;
  const parsed = parseEcr(need.image);
  if (parsed === undefined) {
    const found = `used by ${need.from.join(", ")}; a preflight asks ECR only`;
    return [warning(asked, found, `Check it: docker buildx imagetools inspect ${need.image}`)];
  }
  return asking(asked, async () => {
    const manifest = await readManifest(aws, parsed);
    if (typeof manifest === "string")
      return problem(asked, manifest, `${BUILD}, and \`npx --no groundwork images\`.`);
    if (need.use === "lambda" && manifest.isIndex)
      return problem(
        asked,
        "it is an image index, which Lambda rejects",
        `${BUILD} pushes one manifest for Lambda.`,
      );
    const architectures = manifest.isIndex
      ? manifest.architectures
      : [await readArchitecture(aws, parsed, manifest.config)];
    const missing = need.architectures.filter((each) => !architectures.includes(each));
    const found = `${manifest.isIndex ? "an index" : "one manifest"} for ${architectures.join(", ")}`;
    return missing.length === 0
      ? ok(asked, found)
      : problem(
          asked,
          `${found}; ${need.use} need ${need.architectures.join(" and ")}`.replace(
            "lambda need",
            "Lambda needs",
          ),
          `${BUILD} builds for the platforms that are needed.`,
        );
  });
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
function parseEcr(image: string): EcrImage | undefined {
  const pattern =
    /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+\/([^:@]+)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/;
  const [, account, region, repository, tag, digest] = pattern.exec(image) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  const id = digest === undefined ? { imageTag: tag ?? "latest" } : { imageDigest: digest };
  return { account, region, repository, id };
}

const answer = z.object({
  images: z
    .array(z.object({ imageManifest: z.string(), imageManifestMediaType: z.string().optional() }))
    .default([]),
  failures: z.array(z.object({ failureCode: z.string(), failureReason: z.string().optional() })).default([]),
});

const document = z.object({
  mediaType: z.string().optional(),
  config: z.object({ digest: z.string() }).optional(),
  manifests: z
    .array(z.object({ platform: z.object({ os: z.string(), architecture: z.string() }).optional() }))
    .optional(),
});

type Manifest =
  | { readonly isIndex: true; readonly architectures: readonly string[] }
  | { readonly isIndex: false; readonly config: string };

/** The image's manifest or index; a text if there is none. */
async function readManifest(
  aws: Aws,
  { account, region, repository, id }: EcrImage,
): Promise<Manifest | string> {
  const params = {
    registryId: account,
    repositoryName: repository,
    imageIds: [id],
    acceptedMediaTypes: [...INDEXES, ...MANIFESTS],
  };
  const tags = Object.values(id).join("");
  try {
    const [read] = readPages(GET_IMAGE, await aws.pages(GET_IMAGE, params, region), answer);
    const [image] = read?.images ?? [];
    if (image === undefined) {
      const [failure] = read?.failures ?? [];
      return `the repository ${repository} has no ${tags} (${failure?.failureCode ?? "no image"})`;
    }
    return manifestOf(image.imageManifest, image.imageManifestMediaType);
  } catch (error) {
    if (isMissing(error)) return `there is no repository ${repository} in ${account}, ${region}`;
    throw error;
  }
}

function manifestOf(text: string, given: string | undefined): Manifest {
  const { data } = document.safeParse(parsed(text));
  if (data === undefined)
    throw new UnknownAnswer(`The image's manifest is not readable: ${text.slice(0, 200)}`);
  if (INDEXES.includes(given ?? data.mediaType ?? "") || data.manifests !== undefined) {
    const platforms = (data.manifests ?? []).flatMap(({ platform }) => platform ?? []);
    // Attestations are listed with the platform unknown/unknown.
    const architectures = platforms
      .filter(({ os }) => os === "linux")
      .map(({ architecture }) => architecture);
    return { isIndex: true, architectures: [...new Set(architectures)].sort() };
  }
  if (data.config === undefined)
    throw new UnknownAnswer(`The image's manifest names no config: ${text.slice(0, 200)}`);
  return { isIndex: false, config: data.config.digest };
}

/** A manifest does not contain its platform: the image's configuration does. */
async function readArchitecture(aws: Aws, image: EcrImage, layerDigest: string): Promise<string> {
  const params = { registryId: image.account, repositoryName: image.repository, layerDigest };
  const schema = z.object({ downloadUrl: z.string() });
  const [found] = readPages(GET_LAYER, await aws.pages(GET_LAYER, params, image.region), schema);
  const text = await aws.download(found?.downloadUrl ?? "");
  const { data } = z.object({ architecture: z.string() }).safeParse(parsed(text));
  if (data === undefined)
    throw new UnknownAnswer(`The image's configuration has no architecture: ${text.slice(0, 200)}`);
  return data.architecture;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
