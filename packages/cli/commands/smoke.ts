/** `groundwork smoke --stack STACK | --url URL [--token-env NAME] [--dry-run]` */
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { checkNames, smoke } from "@groundwork/delivery/smoke/smoke";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { givenTarget, targetCommand } from "../delivery/target";
import { numberBetween } from "../options";

const description = `Tests a gallery through its API: uploads a photo, finds it in a list from a read replica, waits for its thumbnail, measures
the latency of the list, and deletes the photo, also after a failure.`;

export function createCommand() {
  return targetCommand()
    .description(description)
    .option("--without-replicas", "the gallery has no replicas, so lists come from the primary")
    .option(
      "--timeout <seconds>",
      "how long to wait for DNS, replication and the thumbnail, for each",
      numberBetween(0, 3600, " seconds"),
      180,
    )
    .addOption(new Option("--patience <seconds>").hideHelp().argParser(rejectRenamed))
    .action(async ({ withoutReplicas, timeout, dryRun, ...values }) => {
      const given = await givenTarget(values);
      const target = withoutReplicas ? { ...given, replicas: false } : given;
      const other = target.replicas ? checkNames.primary : checkNames.replica;
      const names = Object.values(checkNames).filter((name) => name !== other);
      console.log(`Smoke test of ${target.url}`);
      if (dryRun) {
        for (const name of names) console.log(`  would check: ${name}`);
        return;
      }
      await interruptible((signal) =>
        smoke(target, {
          timeoutSeconds: timeout,
          signal,
          onCheck: ({ name, saw, seconds }) => console.log(`  ok  ${name} (${seconds.toFixed(1)} s): ${saw}`),
        }),
      );
      console.log("Passed.");
    });
}

/** Rejects the former name of --timeout. */
function rejectRenamed(): never {
  throw new InvalidArgumentError("This option is now --timeout.");
}
