/** `npm run smoke -- --stack STACK | --url URL [--token-env NAME] [--dry-run]` */
import { parseArgs } from "node:util";
import { checkNames, smoke } from "@groundwork/delivery/smoke/smoke";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { givenTarget, targetOptions } from "../delivery/target";
import { runScript } from "../script";

const usage = `Usage: npm run smoke -- --stack STACK | --url URL [--token-env NAME] [--without-replicas] [--dry-run]

Uses a gallery as a person would: uploads a photo, finds it in a list from a read replica, waits for its thumbnail, measures
how long the list takes, and deletes the photo again, whatever happens.

  --stack STACK        address, curator's token and objectives are the stack's
  --url URL            another one's origin, such as http://localhost:8080; with --stack, instead of the stack's own
  --token-env NAME     the variable that holds the curator's token (default: CURATOR_TOKEN)
  --without-replicas   it has none, so lists come from the primary
  --patience SECONDS   for what takes its time: names, replication, thumbnail (default: 180)
  --dry-run            says what would be tested; sends nothing`;

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      ...targetOptions,
      "without-replicas": { type: "boolean", default: false },
      patience: { type: "string", default: "180" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const patience = Number(values.patience);
  if (!(patience >= 0 && patience <= 3600))
    throw new Explained(`--patience is ${values.patience}; allowed are 0 to 3600 seconds`);
  const given = await givenTarget(values);
  const target = values["without-replicas"] ? { ...given, replicas: false } : given;
  const other = target.replicas ? checkNames.primary : checkNames.replica;
  const names = Object.values(checkNames).filter((name) => name !== other);
  console.log(`Smoke test of ${target.url}`);
  if (values["dry-run"]) {
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
