/** `npm run image:build [-- --push REPOSITORY]` */
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildImage, imagesFile, requireEngine } from "@groundwork/delivery/image-build/build";
import { buildArguments, TARGETS } from "@groundwork/delivery/image-build/commands";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";
import { runScript } from "../script";

const usage = `Usage: npm run image:build [-- --push REPOSITORY] [--commit COMMIT] [--dry-run]

Builds the gallery's two images with \`docker buildx\`. What was built stands in out/images.json, and in the outputs of
the step when it runs on GitHub. Without an engine it says that nothing was built, and ends with status 69.

  --push REPOSITORY   build for every machine, and push as REPOSITORY:COMMIT and REPOSITORY:COMMIT-thumbnailer;
                      what is there already is left alone
  --commit COMMIT     full id of the commit that is built (default: the one that is checked out)
  --dry-run           show the commands`;

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      push: { type: "string" },
      commit: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const { push: repository, commit = head() } = values;
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
  if (values["dry-run"]) {
    for (const target of TARGETS) {
      console.log(`docker ${buildArguments(target, { ...build, metadata: "METADATA" }).join(" ")}`);
    }
    return;
  }
  requireEngine();
  const images = TARGETS.map((target) => [target.name, buildImage(target, build, console.log)] as const);
  writeFileSync(imagesFile(), `${JSON.stringify(Object.fromEntries(images), undefined, 2)}\n`);
  for (const [name, image] of images) {
    console.log(`${name}: ${image}`);
    output(name, image);
    const [, digest] = image.split("@");
    if (digest !== undefined) output(`${name}-digest`, digest);
  }
});

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter */
function output(name: string, value: string): void {
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) appendFileSync(GITHUB_OUTPUT, `${name}=${value}\n`);
}

function head(): string {
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Explained("This is no git clone: give the commit with --commit.");
  return stdout.trim();
}

function version(): string {
  const file = readFileSync(join(projectFolder, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}
