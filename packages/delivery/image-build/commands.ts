/** Pure functions that return the commands to build the gallery's two images. */

/** A target of app/Dockerfile. */
export interface ImageTarget {
  /** Name in the settings and outputs. */
  readonly name: "gallery" | "thumbnailer";
  /** Stage of the Dockerfile. */
  readonly stage: string;
  /** Platforms of the pushed image. */
  readonly platforms: readonly string[];
  /** Platform of a local build, which is not pushed. Together, the local builds cover both platforms. */
  readonly localPlatform: string;
  /** Suffix of the tag, after the commit. */
  readonly suffix: string;
  /**
   * Whether BuildKit pushes an SBOM and provenance attestations with the image. They need an image index, which Lambda
   * rejects.
   * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-image.html (`--provenance=false`)
   */
  readonly attested: boolean;
}

export const TARGETS: readonly ImageTarget[] = [
  {
    name: "gallery",
    stage: "server",
    platforms: ["linux/amd64", "linux/arm64"],
    localPlatform: "linux/amd64",
    suffix: "",
    attested: true,
  },
  {
    name: "thumbnailer",
    stage: "thumbnailer",
    platforms: ["linux/arm64"],
    localPlatform: "linux/arm64",
    suffix: "-thumbnailer",
    attested: false,
  },
];

export interface Build {
  /** Full commit id. */
  readonly commit: string;
  /** Version that the application reports. */
  readonly version: string;
  /** Repository to push to, without a tag. If it is missing, the image stays in the local engine as NAME:COMMIT. */
  readonly repository?: string;
  /** File for BuildKit's metadata. */
  readonly metadata: string;
}

/** The tag of an image: the commit, so that a tag never refers to another image. */
export function tagOf({ name, suffix }: ImageTarget, { commit, repository }: Build): string {
  return repository === undefined ? `${name}:${commit}` : `${repository}:${commit}${suffix}`;
}

/** The arguments of `docker` that build an image, and push it if a repository is given. */
export function buildArguments(target: ImageTarget, build: Build): string[] {
  const { commit, version, repository, metadata } = build;
  const pushed = repository !== undefined;
  return [
    ...["buildx", "build", "--file", "app/Dockerfile", "--target", target.stage],
    ...["--platform", pushed ? target.platforms.join(",") : target.localPlatform],
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
