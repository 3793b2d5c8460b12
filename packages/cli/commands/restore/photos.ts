/** `groundwork restore photos STACK [--since TIME] [--dry-run]` */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import { loginInUse } from "@groundwork/delivery/restore/actual";
import { openPhotoStore } from "@groundwork/delivery/restore/photo-store";
import { restorePhotos } from "@groundwork/delivery/restore/restore-photos";
import { podStatements } from "@groundwork/delivery/restore/statements";
import { openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { withKubeconfig } from "@groundwork/state/kubectl";
import { pointInTime } from "../../options";
import { kubeconfigIn, restoreConfig, textOf } from "../../restore";
import { failUnless } from "../../status";

const description = `Brings back the photos whose rows the database has, after a restore of the database, after a return from one, or after photos
were deleted. The bucket keeps deleted and overwritten photos as versions; the command copies the newest version over each photo that
is missing. It deletes nothing, and an interrupted command is run again. It lists the rows without any version of their photo
(exit status 1), and the photos without a row; out/STACK/photos.json has all of them. Needs pulumi and kubectl on your PATH, and credentials.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .addOption(
      new Option(
        "--since <time>",
        "also return photos that were overwritten since this time to their version of then, such as 2026-10-31T14:32:00Z",
      ).argParser(pointInTime),
    )
    .option("--dry-run", "list what would be brought back; change nothing")
    .action(async (given, { since, dryRun = false }) => {
      const name = stackArgument(given);
      const config = restoreConfig();
      const stack = await openStack(name);
      const outputs = await stack.outputs();
      const bucket = textOf(outputs, "photoBucket");
      const region = readStackConfig(projectFolder, name).config[`${projectName()}:region`];
      if (bucket === undefined || region === undefined)
        throw new Explained(`The stack ${name} has no output photoBucket: it has no photos to bring back.`);
      const complete = await interruptible((signal) =>
        withKubeconfig(kubeconfigIn(outputs), async (kubeconfig) =>
          restorePhotos({
            rows: config.photos,
            run: podStatements(kubeconfig, config.statements),
            login: await loginInUse(stack, outputs, config),
            store: openPhotoStore(bucket, region),
            since: since === undefined ? undefined : new Date(since),
            save: (lists) => {
              const file = join("out", name, "photos.json");
              mkdirSync(join(projectFolder, "out", name), { recursive: true });
              writeFileSync(join(projectFolder, file), `${JSON.stringify(lists, null, 2)}\n`);
              return file;
            },
            ...{ dryRun, signal, log: (line: string) => console.log(line) },
          }),
        ),
      );
      failUnless(complete);
    });
}
