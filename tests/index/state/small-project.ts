/** A copy of this project with a program of two resources, its state in S3 and a simulated cloud, to run commands like a user. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { serve } from "@groundwork/rehearse/cloud/server";
import type { Engine } from "@groundwork/rehearse/engine";
import { openBackend } from "@groundwork/state/backend";
import { installLanguageHost } from "@groundwork/testbed/language-host/install";
import type { Moto } from "@groundwork/testbed/moto/server";
import { ownFiles, repository, testProject } from "../../project/test-project";
import { rename } from "../platform-copy";
import { runShell, shellWith } from "./engine";

const LEFT_OUT = ["node_modules", ".git", "out", "coverage", "docs", "tests", ".test-project"];

// The outputs are those that a delivery reads. Without galleryUrl its smoke test fails at once.
const PROGRAM = `import aws = require("@pulumi/aws");
import pulumi = require("@pulumi/pulumi");
import { withRunningImages } from "./settings/running-images";
const config = new pulumi.Config();
export = async () => {
const image = config.get("galleryImage") ?? "";
const thumbnailerImage = config.get("galleryThumbnailerImage") ?? "";
const imagesFrom = config.get("galleryImagesFrom") === "settings" ? "settings" : "stack";
const { gallery } = await withRunningImages({
  gallery: { isOn: true, image, thumbnailerImage, imagesFrom },
  applications: { images: {} },
});
const provider = new aws.Provider("aws", { region: "us-east-1" });
new aws.cloudwatch.LogGroup("audit", { retentionInDays: config.getNumber("logRetentionDays") }, { provider });
const engineVersion = config.get("databaseEngineVersion") ?? "18.6";
new aws.rds.Instance("database-primary", { instanceClass: "db.t4g.micro", engine: "postgres", engineVersion,
  username: "groundwork", password: pulumi.secret("a-password"), allocatedStorage: 20, skipFinalSnapshot: true }, { provider });
const images = { galleryImage: gallery.image, thumbnailerImage: gallery.thumbnailerImage };
return { ...images, curatorToken: pulumi.secret("a-token") };
};
`;

/** How the copy differs from the project. */
export interface SmallProject {
  /** Another name for the project. */
  readonly name?: string;
  readonly cloud?: Cloud;
}

/** A project whose state is in a folder instead of S3, for commands whose behaviour does not depend on the backend. */
export function openInFolder(engine: Engine) {
  return openSmallProject(engine, { env: { PULUMI_CONFIG_PASSPHRASE: "" } }, undefined);
}

/**
 * Copies the project, without its policy pack. `run` runs a line of shell in it, where `pulumi` and `npm run` work.
 *
 * @param backendUrl undefined: a folder beside the project
 */
export async function openSmallProject(
  engine: Engine,
  { env: given }: Pick<Moto, "env">,
  backendUrl: string | undefined,
  { name, cloud = newCloud() }: SmallProject = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-small-"));
  const project = join(folder, "project");
  const home = join(folder, "home");
  const bin = join(folder, "bin");
  const states = join(folder, "states");
  const filter = (path: string) => path === repository || !LEFT_OUT.includes(basename(path));
  cpSync(repository, project, { recursive: true, filter });
  for (const file of ownFiles) cpSync(join(testProject, file), join(project, file));
  for (const each of [home, bin, states]) mkdirSync(each);
  symlinkSync(join(repository, "node_modules"), join(project, "node_modules"));
  const pack = join("policy", "PulumiPolicy.yaml");
  rmSync(join(project, pack));
  const settings = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ ...settings, main: "program.ts" }));
  writeFileSync(join(project, "program.ts"), PROGRAM);
  if (name !== undefined) rename(project, name);
  installLanguageHost(bin);
  // npx takes a second to find the command in node_modules.
  const npx =
    '#!/bin/sh\n[ "$1 $2" = "--no groundwork" ] || exit 64\nshift 2\nexec node_modules/.bin/groundwork "$@"\n';
  writeFileSync(join(bin, "npx"), npx, { mode: 0o755 });
  const providers = await serve(cloud);
  const url = backendUrl ?? `file://${states}?metadata=skip`;
  // Simulates GitHub for `review sweep`: all pull requests are closed, and comments are stored.
  const comments: object[] = [];
  const github = createServer((request, response) => {
    const answer = (status: number, content: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
    if (request.method === "GET")
      return answer(200, request.url?.includes("/comments") ? comments : { state: "closed" });
    text(request).then((body) => {
      comments.push({ id: comments.length + 1, ...JSON.parse(body) });
      answer(201, comments.at(-1));
    });
  });
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  const address = github.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const shell = shellWith(engine, {
    ...given,
    HOME: home,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: url,
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    GITHUB: `GITHUB_TOKEN=none GITHUB_REPOSITORY=a/b GITHUB_API_URL=http://127.0.0.1:${port}`,
  });
  const env = { ...shell, PATH: [bin, dirname(process.execPath), shell.PATH].join(delimiter) };
  for (const name of ["GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"])
    Reflect.deleteProperty(env, name);
  return {
    project,
    home,
    env,
    cloud,
    store: openBackend(url),
    run: (line: string) => runShell(line, { env, cwd: project }),
    /** The program breaks policies, so the pack is there only for what runs the whole program. */
    addPolicyPack: () => cpSync(join(repository, pack), join(project, pack)),
    close: () => {
      providers.stop();
      github.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
