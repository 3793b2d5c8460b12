/** Builds images with the installed container engine. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";
import { type Build, buildArguments, type ImageTarget, inspectArguments, tagOf } from "./commands";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const metadataSchema = z.object({ "containerimage.digest": z.string().regex(DIGEST) });

/** Timeout of a build in milliseconds: packages are installed in an emulated machine of another architecture. */
const BUILD = 45 * 60_000;

/** @throws Unavailable if no container engine can build images. */
export function requireEngine(): void {
  for (const args of [["buildx", "version"], ["info"]]) {
    const { status, stderr, error } = spawnSync("docker", args, { encoding: "utf8", timeout: 30_000 });
    if (status === 0) continue;
    const why = (error?.message ?? stderr).trim().split("\n")[0];
    throw new Unavailable(
      `NO IMAGE WAS BUILT: there is no container engine here (docker ${args.join(" ")}: ${why}).`,
    );
  }
}

/**
 * Builds an image, unless its tag is already in the repository: the image of a commit is built once, also if the job
 * runs again.
 *
 * @returns the image to deploy: REPOSITORY@DIGEST if it was pushed, else the local tag.
 */
export function buildImage(
  target: ImageTarget,
  build: Omit<Build, "metadata">,
  log: (line: string) => void,
): string {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-image-"));
  try {
    const whole = { ...build, metadata: join(folder, "metadata.json") };
    const { repository } = build;
    const existing = repository === undefined ? undefined : pushedDigest(target, whole);
    if (existing !== undefined) {
      log(`${target.name}: ${tagOf(target, whole)} already exists`);
      return `${repository}@${existing}`;
    }
    log(`${target.name}: docker ${buildArguments(target, whole).join(" ")}`);
    const { status } = spawnSync("docker", buildArguments(target, whole), {
      cwd: projectFolder,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: BUILD,
    });
    if (status !== 0)
      throw new Explained(`${target.name} was not built: docker ended with status ${status}.`);
    if (repository === undefined) return tagOf(target, whole);
    const metadata = metadataSchema.parse(JSON.parse(readFileSync(whole.metadata, "utf8")));
    return `${repository}@${metadata["containerimage.digest"]}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The digest of a tag in the repository; undefined if the tag does not exist. */
function pushedDigest(target: ImageTarget, build: Build): string | undefined {
  const { status, stdout } = spawnSync("docker", inspectArguments(target, build), { encoding: "utf8" });
  const digest = stdout.trim();
  return status === 0 && DIGEST.test(digest) ? digest : undefined;
}

/** The file that lists the built images. Creates its folder. */
export function imagesFile(): string {
  mkdirSync(join(projectFolder, "out"), { recursive: true });
  return join(projectFolder, "out", "images.json");
}
