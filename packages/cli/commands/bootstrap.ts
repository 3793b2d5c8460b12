/** `npm run bootstrap`: prepares an AWS account for Groundwork's stacks. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findEngine, reportTo } from "@groundwork/rehearse/engine";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { bucketExists, whoCalls } from "@groundwork/state/bootstrap/checks";
import { accountConfig, accountFolder } from "@groundwork/state/bootstrap/config";
import { lines } from "@groundwork/state/bootstrap/lines";
import { ask, settle } from "@groundwork/state/bootstrap/options";
import { walk } from "@groundwork/state/bootstrap/steps";
import { runScript } from "../script";

const usage = `Usage: npm run bootstrap [-- --stack NAME] [--yes] [--folder FOLDER]

Prepares an AWS account: state bucket, keys, trust for GitHub's jobs, image registry, budget. Run it once an account,
as an administrator; stopped at any point and run again, it goes on from there. Run later, it brings the account up
to what account and its settings say.

  --stack NAME            the account's settings are account/Pulumi.NAME.yaml (default: main)
  --account NUMBER        the AWS account; credentials of any other are refused
  --region REGION         where bucket, keys and registry go
  --repository OWNER/NAME the GitHub repository that is trusted
  --repository-ids A/B    OWNER_ID/REPOSITORY_ID, when the repository's tokens carry them: those made since July 2026
  --alarm-address ADDRESS who hears of the costs
  --yes                   ask nothing
  --folder FOLDER         where Pulumi.yaml and the settings lie (default: account)`;

const text = { type: "string" } as const;

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      stack: { ...text, default: "main" },
      folder: { ...text, default: accountFolder() },
      account: text,
      region: text,
      repository: text,
      "repository-ids": text,
      "alarm-address": text,
      yes: { type: "boolean", default: false },
    },
  });
  const { stack, folder, yes } = values;
  if (!yes && !process.stdin.isTTY) {
    throw new Explained("Nobody can be asked here (no terminal): give what is needed as options, and --yes.");
  }
  const caller = await whoCalls();
  console.log(`You are ${caller.arn} in account ${caller.accountId}.`);
  const given = {
    accountId: values.account,
    region: values.region,
    repository: values.repository,
    repositoryIds: values["repository-ids"],
    alarmAddress: values["alarm-address"],
  };
  const target = await settle({ folder, stack, given, yes, caller });
  const exists = await bucketExists(target);

  const engine = await findEngine({ report: reportTo(process.stdout) });
  if ("tried" in engine) {
    const reasons = engine.tried.map(({ way, why }) => `  ${way}: ${why}`);
    const advice = "Install Pulumi (https://www.pulumi.com/docs/install). Nothing was changed.";
    throw new Explained(`No Pulumi engine can be had here:\n${reasons.join("\n")}\n${advice}`);
  }
  // The provider goes where the settings say, whatever the shell's own region.
  process.env.AWS_REGION = target.region;
  const outputs = await interruptible((signal) =>
    walk({
      engine: engine.command,
      pulumi: engine.path,
      program: async () => accountConfig().program(),
      folder,
      stack,
      target,
      bucketExists: exists,
      say: (line) => console.log(line),
      agree: async (question) => yes || /^y/i.test(await ask(`${question} (yes/no)`, "no")),
      signal,
    }),
  );
  if (outputs === undefined) {
    console.log("Nothing was changed.");
    return;
  }
  const gated: readonly string[] = JSON.parse(
    readStackConfig(folder, stack).config[`${projectName(folder)}:deployedFromEnvironment`] ?? "[]",
  );
  console.log(`\nDone. Commit ${join(folder, `Pulumi.${stack}.yaml`)}, and put these where they belong:\n`);
  console.log(lines(outputs, target, gated));
});
