/** `groundwork smoke --stack STACK | --url URL [--token-env NAME] [--dry-run]` */
import { checkNames, smoke } from "@groundwork/delivery/smoke/smoke";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { givenTarget, targetCommand } from "../delivery/target";
import { numberBetween } from "../options";

const description = `Uses a gallery as a person would: uploads a photo, finds it in a list from a read replica, waits for its
thumbnail, measures how long the list takes, and deletes the photo again, whatever happens.`;

export function createCommand() {
  return targetCommand()
    .description(description)
    .option("--without-replicas", "the gallery has no replicas, so lists come from the primary")
    .option(
      "--patience <seconds>",
      "how long to wait for names, replication and the thumbnail",
      numberBetween(0, 3600, " seconds"),
      180,
    )
    .action(async ({ withoutReplicas, patience, dryRun, ...values }) => {
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
          patience,
          signal,
          onCheck: ({ name, saw, seconds }) => console.log(`  ok  ${name} (${seconds.toFixed(1)} s): ${saw}`),
        }),
      );
      console.log("Passed.");
    });
}
