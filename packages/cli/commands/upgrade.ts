/** `npm run upgrade -- STACK WHAT TARGET [--dry-run]`: upgrades that one `pulumi up` would do in the wrong order. */
import { parseArgs } from "node:util";
import { openStack, policyPacks } from "@groundwork/delivery/stack";
import { actualOf } from "@groundwork/delivery/upgrade/actual";
import { carryOut } from "@groundwork/delivery/upgrade/carry-out";
import {
  kubernetesSteps,
  postgresSteps,
  type Step,
  shapeSteps,
} from "@groundwork/delivery/upgrade/procedures";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { settingsOf } from "@groundwork/rehearse/project/stack-settings";
import { runScript } from "../script";

const usage = `Usage: npm run upgrade -- STACK WHAT TARGET [--dry-run]

  npm run upgrade -- dev postgres 18.7      minor: replicas first, then the primary; major: the primary with its replicas
  npm run upgrade -- dev kubernetes 1.37    one minor version after the other
  npm run upgrade -- dev like prod          the size and guard rails of another stack: guard rails first

Refreshes the state, then goes step by step: it changes Pulumi.STACK.yaml, previews, and runs up. It stops before a step
that would replace or delete what holds data. Stopped half-way, the same command goes on. Needs pulumi on your PATH and
credentials, as pulumi up does. Commit Pulumi.STACK.yaml afterwards. docs/upgrades.md says what to look at before and after.

  --dry-run   shows the steps and the first one's preview; changes neither cloud nor settings`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "dry-run": { type: "boolean", default: false } },
  });
  const [name, what, target, ...more] = positionals;
  if (name === undefined || what === undefined || target === undefined || more.length > 0)
    throw new Explained(`Say which stack, what and to where.\n\n${usage}`);
  const dryRun = values["dry-run"];
  if (!["postgres", "kubernetes", "like"].includes(what))
    throw new Explained(
      `${what} is nothing that can be upgraded here; allowed are postgres, kubernetes and like.`,
    );
  const stack = await openStack(name);
  const steps = async (): Promise<Step[]> => {
    if (what === "postgres") return postgresSteps(await actualOf(stack), target);
    if (what === "kubernetes") return kubernetesSteps(await actualOf(stack), target);
    return shapeSteps(settingsOf(projectFolder, name), settingsOf(projectFolder, target));
  };
  if (!dryRun) await operate(stack, "refresh");
  const { holdsData = () => false } = loadConfig();
  const engine = { policyPacks: [...policyPacks()] };
  await carryOut(stack, await steps(), { dryRun, engine, holdsData, say: (line) => console.log(line) });
  console.log(dryRun ? "\nDry run: nothing was changed." : `\nDone. Commit Pulumi.${name}.yaml.`);
});
