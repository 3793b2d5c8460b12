/** `groundwork adopt`: makes a clone of the platform the adopter's own. */
import { Command } from "@commander-js/extra-typings";
import {
  describeProblems,
  FLAGS,
  type Given,
  parseGiven,
  refuseProblems,
} from "@groundwork/delivery/adoption/answers";
import { applyChanges, recover } from "@groundwork/delivery/adoption/apply";
import { checkAdoption } from "@groundwork/delivery/adoption/check";
import { type Answers, adoptConfig } from "@groundwork/delivery/adoption/config";
import { hasMergeDriver, isRepository, setMergeDriver, uncommitted } from "@groundwork/delivery/adoption/git";
import { guesses, readKnown } from "@groundwork/delivery/adoption/known";
import { type Plan, planAdoption } from "@groundwork/delivery/adoption/plan";
import { askQuestions, EMPTY, missingAnswers } from "@groundwork/delivery/adoption/questions";
import { describeChanges, describeRest } from "@groundwork/delivery/adoption/report";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { ask } from "@groundwork/state/bootstrap/options";
import { collect } from "../options";

const description = `Makes a clone of the platform yours: name, account, region, environments. Asks for what the options do not give, shows
what it changes, and changes it after a confirmation. It can run again at any time: it changes what follows from other answers,
and nothing else. docs/adopting.md describes the whole way.`;

interface Options extends Given {
  readonly yes?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly check?: boolean | undefined;
}

export function createCommand() {
  return new Command()
    .description(description)
    .option("--project <name>", "name of the project, which is part of names in AWS")
    .option("--repository <owner/name>", "the GitHub repository")
    .option("--account <id>", "the AWS account")
    .option("--region <region>", "the AWS region")
    .option("--zones <names>", "availability zones, separated by commas; development uses the first two")
    .option(
      "--administrator <arn>",
      "a role or user that administers the clusters; repeat it for more",
      collect,
    )
    .option(
      "--environment <name=class:approval>",
      "an environment in the order of delivery, such as prod=production:required; repeat it for more",
      collect,
    )
    .option("--gallery <on|off>", "whether to keep the sample application")
    .option("--monitoring <on|off>", "whether to keep the monitoring in the cluster")
    .option("--domain <name>", "DNS name of the gallery and of other applications in production")
    .option("--hosted-zone <id>", "the Route 53 hosted zone of that name")
    .option("--alert-email <address>", "receives the alerts of production; repeat it for more", collect)
    .option(
      "--api-access <cidr>",
      "addresses that reach the Kubernetes API of development; repeat it for more",
      collect,
    )
    .option("--connection <arn>", "the CodeConnections connection to the repository")
    .option("--existing-vpc <stack=id>", "a VPC that the stack uses; repeat it for more", collect)
    .option(
      "--subnets <stack:kind=ids>",
      "its public, private or isolated subnets, one a zone; repeat it",
      collect,
    )
    .option("--yes", "do not ask questions, and do not ask for confirmation")
    .option("--dry-run", "show the changes only")
    .option("--check", "list what has changed in the platform since, and fail if something must be done")
    .option("--force", "also change files with changes that are not committed")
    .action(({ check = false, ...options }) => (check ? checkClone() : adopt(options)));
}

/** Prints what has changed since the clone was adopted. */
function checkClone(): void {
  const { changes, todo } = checkAdoption(projectFolder);
  if (changes.length > 0) {
    console.log(
      "The settings of this version differ from those of the version that you adopted or last looked at:",
    );
    for (const change of changes) console.log(`  ${change}`);
    console.log(
      "Pulumi.yaml and docs/upgrades.md describe them. When you have read them: npx --no groundwork adopt --yes",
    );
  }
  if (todo.length > 0)
    throw new Explained(`${todo.length} things must be done:\n${todo.map((each) => `  ${each}`).join("\n")}`);
  console.log("Nothing must be done.");
}

async function adopt({ yes = false, dryRun = false, force = false, ...given }: Options): Promise<void> {
  const folder = projectFolder;
  const config = adoptConfig(folder);
  const interrupted = recover(folder, [".github", ".github/ISSUE_TEMPLATE"]);
  if (interrupted !== undefined)
    console.log(`An earlier run was interrupted. Its changes were ${interrupted}.\n`);
  const known = readKnown(folder);
  const parsed = parseGiven(given, known.environments);
  const suggest = (region: string | undefined) => guesses(folder, known, region);
  const asks = !yes && process.stdin.isTTY === true;
  if (asks) refuseProblems(parsed.problems);
  const answered = asks
    ? await askQuestions({ config, given: parsed.answers, suggest, ask, log: (line) => console.log(line) })
    : parsed.answers;
  const answers: Answers = { ...EMPTY, ...suggest(answered.region), ...answered };
  refuseProblems([...parsed.problems, ...problemsOf(answers, { ...suggest(answered.region), ...answered })]);

  const plan = planAdoption(folder, answers, known);
  refuseProblems(plan.problems);
  for (const line of describeChanges(plan.changes)) console.log(line);
  if (dryRun) {
    console.log("\nThis was a dry run. Nothing was changed.");
    return;
  }
  if (!(await confirmed(plan, { yes, force, folder }))) {
    console.log("Nothing was changed.");
    return;
  }
  applyChanges(folder, plan.changes);
  const keepsFiles = prepareMerges(folder);
  for (const line of describeRest({ plan, answers, keepsFiles })) console.log(line);

  function problemsOf(complete: Answers, found: Partial<Answers>): readonly string[] {
    const missing = missingAnswers(found);
    return [
      ...missing.map((answer) => `${FLAGS[answer]} is missing`),
      ...describeProblems(config, complete).filter(
        (line) => !missing.some((each) => line.startsWith(`${FLAGS[each]} `)),
      ),
    ];
  }
}

/** Asks whether to make the changes. @throws Explained if files have changes that are not committed */
async function confirmed(
  { changes }: Plan,
  { yes, force, folder }: { readonly yes: boolean; readonly force: boolean; readonly folder: string },
): Promise<boolean> {
  if (changes.length === 0) return true;
  const changed = uncommitted(
    folder,
    changes.map(({ path }) => path),
  );
  if (changed.length > 0 && !force)
    throw new Explained(
      `These files have changes that are not committed: ${changed.join(", ")}. Commit them, so that you can compare and undo ` +
        "what this command changes, or use --force. Nothing was changed.",
    );
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw new Explained("stdin is not a terminal, so no questions can be asked: use --yes, or --dry-run.");
  return /^y/i.test(await ask(`\nChange ${changes.length} files? (yes/no)`, "no"));
}

/** Makes merges of later versions keep the adopter's files in this clone. Undefined: this is no git repository. */
function prepareMerges(folder: string): "already" | "now" | undefined {
  if (!isRepository(folder)) return undefined;
  if (hasMergeDriver(folder)) return "already";
  setMergeDriver(folder);
  return "now";
}
