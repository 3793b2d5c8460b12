/** Builds images with the installed container engine. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";
import type { ImageDefinition } from "../config";
import { type Build, buildArguments, inspectArguments, tagOf } from "./commands";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const metadataSchema = z.object({ "containerimage.digest": z.string().regex(DIGEST) });

/** A build can be slow, because the engine may emulate another CPU architecture while it installs packages. */
const BUILD_TIMEOUT_MS = 45 * 60_000;

/** @throws Unavailable if no container engine can build images. */
export function requireEngine(): void {
  for (const args of [["buildx", "version"], ["info"]]) {
    const { status, stderr } = runShort("docker", args, { limit: 30_000 });
    if (status === 0) continue;
    const why = stderr.trim().split("\n")[0];
    throw new Unavailable(
      `No image was built, because no container engine is available (docker ${args.join(" ")}: ${why}).`,
    );
  }
}

/**
 * Builds an image, unless its tag is already in the repository. The image of a commit is therefore built once, even if the
 * job runs again.
 *
 * @returns the image to deploy: REPOSITORY@DIGEST if it was pushed, else the local tag.
 */
export function buildImage(
  target: ImageDefinition,
  build: Omit<Build, "metadata">,
  log: (line: string) => void,
): string {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-image-"));
  try {
    const complete = { ...build, metadata: join(folder, "metadata.json") };
    const { repository } = build;
    const existing = repository === undefined ? undefined : pushedDigest(target, complete);
    if (existing !== undefined) {
      log(`${target.name}: ${tagOf(target, complete)} already exists`);
      return `${repository}@${existing}`;
    }
    log(`${target.name}: docker ${buildArguments(target, complete).join(" ")}`);
    const { status, stderr } = runShort("docker", buildArguments(target, complete), {
      cwd: projectFolder,
      show: true,
      limit: BUILD_TIMEOUT_MS,
    });
    if (status !== 0) {
      const why = status === undefined ? stderr : `docker exited with status ${status}`;
      throw new Explained(`${target.name} was not built: ${why}.`);
    }
    if (repository === undefined) return tagOf(target, complete);
    const metadata = metadataSchema.parse(JSON.parse(readFileSync(complete.metadata, "utf8")));
    return `${repository}@${metadata["containerimage.digest"]}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The digest of a tag in the repository; undefined if the tag does not exist. */
function pushedDigest(target: ImageDefinition, build: Build): string | undefined {
  const { status, stdout } = runShort("docker", inspectArguments(target, build));
  const digest = stdout.trim();
  return status === 0 && DIGEST.test(digest) ? digest : undefined;
}

/** The file that lists the built images. Creates its folder. */
export function imagesFile(): string {
  mkdirSync(join(projectFolder, "out"), { recursive: true });
  return join(projectFolder, "out", "images.json");
}
