/** The commands that build the gallery's two images. Pure: nothing is run here. */

/** A target of app/Dockerfile, and what becomes of it. */
export interface ImageTarget {
  /** What the settings and outputs call it. */
  readonly name: "gallery" | "thumbnailer";
  /** Stage of the Dockerfile. */
  readonly stage: string;
  /** For which machines it is pushed. */
  readonly platforms: readonly string[];
  /** The one that is built where it is only tried: together they cover both kinds of machine. */
  readonly tried: string;
  /** After the commit, in the tag. */
  readonly suffix: string;
  /**
   * Whether BuildKit's SBOM and provenance go into the registry beside it. Lambda takes no image index, which they need.
   * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-image.html (`--provenance=false`)
   */
  readonly attested: boolean;
}

export const TARGETS: readonly ImageTarget[] = [
  {
    name: "gallery",
    stage: "server",
    platforms: ["linux/amd64", "linux/arm64"],
    tried: "linux/amd64",
    suffix: "",
    attested: true,
  },
  {
    name: "thumbnailer",
    stage: "thumbnailer",
    platforms: ["linux/arm64"],
    tried: "linux/arm64",
    suffix: "-thumbnailer",
    attested: false,
  },
];

export interface Build {
  /** Full commit id. */
  readonly commit: string;
  /** What the application says of itself. */
  readonly version: string;
  /** Where to push, without a tag; without it the image stays in the local engine as NAME:COMMIT. */
  readonly repository?: string;
  /** File for BuildKit's metadata. */
  readonly metadata: string;
}

/** The tag of an image: the commit, so that it never means another one. */
export function tagOf({ name, suffix }: ImageTarget, { commit, repository }: Build): string {
  return repository === undefined ? `${name}:${commit}` : `${repository}:${commit}${suffix}`;
}

/** The arguments of `docker` that build an image, and push it when there is a repository. */
export function buildArguments(target: ImageTarget, build: Build): string[] {
  const { commit, version, repository, metadata } = build;
  const pushed = repository !== undefined;
  return [
    ...["buildx", "build", "--file", "app/Dockerfile", "--target", target.stage],
    ...["--platform", pushed ? target.platforms.join(",") : target.tried],
    ...["--build-arg", `VERSION=${version}`, "--build-arg", `COMMIT=${commit}`],
    ...["--tag", tagOf(target, build), "--metadata-file", metadata],
    target.attested && pushed ? "--provenance=mode=max" : "--provenance=false",
    `--sbom=${target.attested && pushed}`,
    pushed ? "--push" : "--load",
    ".",
  ];
}

/** The arguments of `docker` that print a pushed image's digest. */
export function inspectArguments(target: ImageTarget, build: Build): string[] {
  return ["buildx", "imagetools", "inspect", tagOf(target, build), "--format", "{{.Manifest.Digest}}"];
}
