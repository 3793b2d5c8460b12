/** `groundwork bootstrap`: prepares an AWS account for Groundwork's stacks. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { findEngine, reportTo } from "@groundwork/rehearse/engine";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { bucketExists, whoCalls } from "@groundwork/state/bootstrap/checks";
import { accountConfig, accountFolder } from "@groundwork/state/bootstrap/config";
import { lines } from "@groundwork/state/bootstrap/lines";
import {
  ask,
  knownSettings,
  type Settings,
  settle,
  targetOf,
  writeSettings,
} from "@groundwork/state/bootstrap/options";
import { stage } from "@groundwork/state/bootstrap/staging";
import { bootstrap } from "@groundwork/state/bootstrap/steps";

const description = `Prepares an AWS account: state bucket, keys, trust for GitHub's jobs, image registry, budget. Run it once per account, as
an administrator. If it is interrupted, run it again: it continues from there. Run it later to update the account to the
current program and settings.`;

interface Options {
  readonly stack: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly repository?: string | undefined;
  readonly repositoryIds?: string | undefined;
  readonly alarmAddress?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly folder?: string | undefined;
}

interface Prepared {
  readonly folder: string;
  readonly stack: string;
  readonly yes: boolean;
  readonly settings: Settings;
  readonly staged: string;
}

export function createCommand() {
  return new Command()
    .description(description)
    .option("--stack <name>", "the account's settings are account/Pulumi.NAME.yaml", "main")
    .option("--account <number>", "the AWS account; credentials of other accounts are rejected")
    .option("--region <region>", "where bucket, keys and registry are created")
    .option("--repository <owner/name>", "the GitHub repository that is trusted")
    .option(
      "--repository-ids <a/b>",
      "OWNER_ID/REPOSITORY_ID, if the repository's tokens contain them (repositories created since July 2026)",
    )
    .option("--alarm-address <address>", "receives the budget's alerts")
    .option(
      "--name-prefix <prefix>",
      "the first part of the names of bucket, keys and roles (default: the project's name)",
    )
    .option("--yes", "do not ask for confirmation")
    .option(
      "--folder <folder>",
      "where Pulumi.yaml and the settings are (default: the project's account folder)",
    )
    .action(prepare);
}

async function prepare({ stack, folder = accountFolder(), yes = false, ...values }: Options): Promise<void> {
  if (!yes && !process.stdin.isTTY) {
    throw new Explained(
      "stdin is not a terminal, so no questions can be asked: pass the values as options, and --yes.",
    );
  }
  const given = {
    accountId: values.account,
    region: values.region,
    repository: values.repository,
    repositoryIds: values.repositoryIds,
    alarmAddress: values.alarmAddress,
    namePrefix: values.namePrefix,
  };
  const known = knownSettings({ folder, stack, given });
  const caller = await whoCalls();
  console.log(`You are ${caller.arn} in account ${caller.accountId}.`);
  const settings = await settle({ folder, known, yes, caller });
  const staged = stage(folder, stack, settings);
  try {
    await run({ folder, stack, yes, settings, staged });
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/** Prepares the account with complete settings. */
async function run({ folder, stack, yes, settings, staged }: Prepared): Promise<void> {
  const target = targetOf(staged, stack);
  const exists = await bucketExists(target);
  const engine = await findEngine({ report: reportTo(process.stdout) });
  if ("tried" in engine) {
    const reasons = engine.tried.map(({ way, why }) => `  ${way}: ${why}`);
    const advice = "Install Pulumi (https://www.pulumi.com/docs/install). Nothing was changed.";
    throw new Explained(`No Pulumi engine was found:\n${reasons.join("\n")}\n${advice}`);
  }
  // The provider uses the region of the settings, not that of the shell.
  process.env.AWS_REGION = target.region;
  const outputs = await interruptible((signal) =>
    bootstrap({
      engine: engine.command,
      pulumi: engine.path,
      program: async () => accountConfig().program(),
      folder,
      stack,
      staged,
      save: () => writeSettings({ folder, stack }, settings),
      target,
      bucketExists: exists,
      log: (line) => console.log(line),
      agree: async (question) => yes || /^y/i.test(await ask(`${question} (yes/no)`, "no")),
      signal,
    }),
  );
  if (outputs === undefined) {
    console.log("Nothing was changed.");
    return;
  }
  const setting = readStackConfig(folder, stack).config[`${projectName(folder)}:deployedFromEnvironment`];
  const gated = accountConfig().gatedEnvironments(setting);
  console.log(`\nDone. Commit ${join(folder, `Pulumi.${stack}.yaml`)}, and add these values:\n`);
  console.log(lines(outputs, target, gated));
}
