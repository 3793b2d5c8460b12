/** `groundwork image build [--push REPOSITORY]` */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { deliveryConfig } from "@groundwork/delivery/config";
import { buildImage, imagesFile, requireEngine } from "@groundwork/delivery/image-build/build";
import { buildArguments } from "@groundwork/delivery/image-build/commands";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";

const description = `Builds the images with \`docker buildx\`, and writes out/images.json and, on GitHub, the outputs of the step.
Without a container engine, it reports that no image was built, and exits with status 69.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option(
      "--push <repository>",
      "build for all platforms, and push as REPOSITORY:COMMIT, REPOSITORY:COMMIT-thumbnailer and so on; existing images are kept",
    )
    .option("--commit <commit>", "full id of the commit to build (default: the checked-out commit)")
    .option("--dry-run", "show the commands")
    .action(({ push: repository, commit = head(), dryRun }) => {
      if (!/^[0-9a-f]{40}$/.test(commit))
        throw new Explained(`--commit ${commit}: give the full id, 40 characters.`);
      if (repository !== undefined && !/^[\w.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(repository)) {
        throw new Explained(
          `--push ${repository}: give a repository without a tag, such as REGISTRY/groundwork/gallery.`,
        );
      }
      const build = {
        commit,
        version: `${version()}-${commit.slice(0, 7)}`,
        ...(repository === undefined ? {} : { repository }),
      };
      const { list } = deliveryConfig().images;
      if (dryRun) {
        for (const target of list) {
          console.log(`docker ${buildArguments(target, { ...build, metadata: "METADATA" }).join(" ")}`);
        }
        return;
      }
      requireEngine();
      const images = list.map((target) => [target.name, buildImage(target, build, console.log)] as const);
      output("images", JSON.stringify(Object.fromEntries(images)));
      const digests = images.flatMap(([name, image]) =>
        image.includes("@") ? [[name, image.split("@")[1]]] : [],
      );
      output("digests", JSON.stringify(Object.fromEntries(digests)));
      output("names", JSON.stringify(images.map(([name]) => name)));
      writeFileSync(imagesFile(), `${JSON.stringify(Object.fromEntries(images), undefined, 2)}\n`);
      for (const [name, image] of images) {
        console.log(`${name}: ${image}`);
        output(name, image);
        const [, digest] = image.split("@");
        if (digest !== undefined) output(`${name}-digest`, digest);
      }
    });
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter */
function output(name: string, value: string): void {
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) appendFileSync(GITHUB_OUTPUT, `${name}=${value}\n`);
}

function head(): string {
  const { status, stdout } = runShort("git", ["rev-parse", "HEAD"], { cwd: projectFolder });
  if (status !== 0) throw new Explained("This folder is not a git clone: pass the commit with --commit.");
  return stdout.trim();
}

function version(): string {
  const file = readFileSync(join(projectFolder, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}
