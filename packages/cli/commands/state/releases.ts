/** `groundwork state releases --stack NAME [--repair NAMESPACE/NAME]` */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { kubeconfigOf, withKubectl } from "@groundwork/state/kubectl";
import { describeLock, locksOf } from "@groundwork/state/locks";
import {
  describeRelease,
  isPending,
  listReleases,
  type Release,
  repairRelease,
} from "@groundwork/state/releases";
import { requireStack } from "@groundwork/state/stacks";
import { readKubeconfig } from "../../kubeconfig-option";
import { backendOf, nameOf, stateCommand } from "../../state";

const description = `Shows the Helm releases of the stack's cluster, and which of them a killed operation has blocked. --repair removes Helm's
records of the revisions after the last deployed one. It removes no object and no volume of the release.`;

export function createCommand() {
  return stateCommand()
    .description(description)
    .option("--kubeconfig <file>", "the cluster (default: the cluster in the stack's state)")
    .option("--repair <namespace/name>", "repair this release")
    .option(
      "--provider-is-gone",
      "repair it at once, after you have checked that no process works on the release",
    )
    .action(async (options) => {
      const { stack, repair, kubeconfig: file, providerIsGone = false } = options;
      const [backend, name] = [backendOf(options), nameOf(options)];
      await requireStack(backend, name);
      const kubeconfig = file === undefined ? await kubeconfigOf(backend, name) : readKubeconfig(file);
      await withKubectl(kubeconfig, async (kubectl) => {
        if (repair === undefined) return printReleases(await listReleases(kubectl), stack);
        const locks = await locksOf(backend, name);
        if (locks.length > 0)
          throw new Explained(
            `Nothing was changed: ${stack} is locked, so an update may work on its releases:\n${locks.map((lock) => `  ${describeLock(lock)}`).join("\n")}\n` +
              `Clear a stale lock first: npx --no groundwork state unlock --stack ${stack}`,
          );
        const removed = await repairRelease(kubectl, repair, { providerIsGone });
        const revisions = removed.map(({ number, status }) => `${number} (${status})`).join(", ");
        console.log(
          `Repaired ${repair}: removed Helm's record of revision ${revisions}. No object was removed.`,
        );
        console.log(`Now: pulumi up -s ${stack} --refresh`);
      });
    });
}

function printReleases(releases: readonly Release[], stack: string): void {
  if (releases.length === 0) console.log(`The cluster of ${stack} has no Helm releases.`);
  for (const release of releases) console.log(describeRelease(release));
  for (const { namespace, name } of releases.filter(isPending))
    console.log(
      `\nRepair it: npx --no groundwork state releases --stack ${stack} --repair ${namespace}/${name}`,
    );
}
