/** Pure functions that return the commands to build the project's images. */
import type { ImageDefinition } from "../config";

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
export function tagOf({ name, build: { suffix } }: ImageDefinition, { commit, repository }: Build): string {
  return repository === undefined ? `${name}:${commit}` : `${repository}:${commit}${suffix}`;
}

/** The arguments of `docker` that build an image, and push it if a repository is given. */
export function buildArguments(target: ImageDefinition, build: Build): string[] {
  const { commit, version, repository, metadata } = build;
  const { dockerfile, stage, platforms, localPlatform, attested } = target.build;
  const pushed = repository !== undefined;
  return [
    ...["buildx", "build", "--file", dockerfile, ...(stage === undefined ? [] : ["--target", stage])],
    ...["--platform", pushed ? platforms.join(",") : localPlatform],
    ...["--build-arg", `VERSION=${version}`, "--build-arg", `COMMIT=${commit}`],
    ...["--tag", tagOf(target, build), "--metadata-file", metadata],
    attested && pushed ? "--provenance=mode=max" : "--provenance=false",
    `--sbom=${attested && pushed}`,
    pushed ? "--push" : "--load",
    ".",
  ];
}

/** The arguments of `docker` that print a pushed image's digest. */
export function inspectArguments(target: ImageDefinition, build: Build): string[] {
  return ["buildx", "imagetools", "inspect", tagOf(target, build), "--format", "{{.Manifest.Digest}}"];
}
