/** `groundwork restore STACK --to TIME | --snapshot ID [--until PHASE] [--dry-run]`, `--confirm`, `--back` */
import { Command, Option } from "@commander-js/extra-typings";
import { createAws } from "@groundwork/delivery/preflight/aws/client";
import { phaseDurations } from "@groundwork/delivery/restore/durations";
import { forwardPhases, type Phase, settingsFor } from "@groundwork/delivery/restore/phases";
import { readTest } from "@groundwork/delivery/restore/read-test";
import { requestOf } from "@groundwork/delivery/restore/request";
import { restore } from "@groundwork/delivery/restore/restore";
import { checkRoom } from "@groundwork/delivery/restore/room";
import { checkSource } from "@groundwork/delivery/restore/source";
import { podStatements } from "@groundwork/delivery/restore/statements";
import { openStack, policyPacks } from "@groundwork/delivery/stack";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { evaluateStack } from "@groundwork/rehearse/plan/print";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { withKubeconfig } from "@groundwork/state/kubectl";
import { restoreTime } from "../options";
import { kubeconfigIn, restoreConfig, textOf } from "../restore";

const description = `Restores the database of a stack to a point in time or a snapshot, into instances beside the present ones. Each phase is
one \`up\`. Before writes stop, it compares the restored data with the present data; before the switch, it waits until no
transaction writes; after it, it reads the application through its API. The former instances stay until --confirm, and
--back returns to them. If it is interrupted, run the same command again: the phase is in Pulumi.STACK.yaml. Needs pulumi
and kubectl on your PATH, and credentials. Commit Pulumi.STACK.yaml afterwards. docs/restores.md describes the phases.`;

/** How long AWS may take to answer one request, in seconds. */
const TIMEOUT = 20;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .addOption(
      new Option("--to <time>", "a time in UTC, such as 2026-10-31T14:32:00Z, or latest")
        .argParser(restoreTime)
        .conflicts(["snapshot", "confirm", "back"]),
    )
    .addOption(new Option("--snapshot <id>", "a snapshot of RDS").conflicts(["confirm", "back"]))
    .addOption(
      new Option(
        "--backups <arn>",
        "restore --to from these backups, which RDS copied from another region",
      ).conflicts(["snapshot", "confirm", "back"]),
    )
    .addOption(
      new Option(
        "--replica-of <arn>",
        "a read replica of this instance in another region, which becomes an independent instance",
      ).conflicts(["to", "snapshot", "backups", "confirm", "back"]),
    )
    .addOption(new Option("--confirm", "complete the restore: delete the former instances").conflicts("back"))
    .option("--back", "go back to the former instances, and delete the restored ones")
    .addOption(
      new Option("--until <phase>", "stop after this phase")
        .choices(forwardPhases)
        .default("switched" as const),
    )
    .option("--before-schema-change", "restore to a time before the last change of the schema")
    .option("--primary-is-lost", "do not ask the present primary, because it does not answer")
    .option("--without-checks", "do not check the restored data, for a stack without the gallery")
    .option(
      "--dry-run",
      "show the phases, what is possible, and the preview of the first phase; change nothing",
    )
    .action(async (given, options) => {
      const name = stackArgument(given);
      const config = restoreConfig();
      const {
        beforeSchemaChange = false,
        primaryIsLost = false,
        withoutChecks = false,
        dryRun = false,
      } = options;
      const stack = await openStack(name);
      const outputs = await stack.outputs();
      const { holdsData = () => false, guardRailsIn } = loadConfig();
      const values = readStackConfig(projectFolder, name).config;
      await interruptible((signal) =>
        withKubeconfig(kubeconfigIn(outputs), (kubeconfig) =>
          restore({
            ...{ stack, config, dryRun, holdsData, signal, now: new Date() },
            engine: { policyPacks: [...policyPacks()] },
            production: guardRailsIn?.(values, projectName()) === "production",
            request: requestOf(options),
            log: (line) => console.log(line),
            access: {
              run:
                textOf(outputs, "galleryUrl") !== undefined
                  ? podStatements(kubeconfig, config.statements)
                  : undefined,
              ...{ beforeSchemaChange, primaryIsLost, withoutChecks },
            },
            ask: async (source, former) => {
              const { resources } = await evaluateIn(name, "prepared");
              const region = resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs.region;
              const aws = createAws({ region: String(region), timeoutSeconds: TIMEOUT, signal });
              const { findings, ...known } = await checkSource(aws, source, former);
              return { findings: [...findings, ...(await checkRoom(aws, resources))], ...known };
            },
            durations: async () => phaseDurations(await evaluatePhases(name)),
            readTest: async (after, rows) => {
              const url = textOf(after, "galleryUrl");
              return url === undefined ? undefined : readTest(url.replace(/\/+$/, ""), { signal, rows });
            },
          }),
        ),
      );
      console.log(dryRun ? "\nDry run: nothing was changed." : `\nCommit Pulumi.${name}.yaml.`);
    });
}

/** The stack before the restore, and in each phase up to the switch. */
async function evaluatePhases(stack: string) {
  const evaluated = [];
  // One after the other: an evaluation uses the SDK's state of this process.
  for (const phase of ["none", ...forwardPhases] as const)
    evaluated.push({ phase, ...(await evaluateIn(stack, phase)) });
  return evaluated;
}

/**
 * Evaluates the stack in a phase, as a restore from a snapshot: the simulated cloud accepts every identifier of a snapshot, but only
 * times in the backups that it simulates.
 */
function evaluateIn(stack: string, phase: Phase | "none") {
  const settings = phase === "none" ? {} : settingsFor(phase, { snapshot: "any" });
  const changes = {
    databaseRestorePhase: "none",
    databaseRestoreTime: "",
    databaseRestoreSnapshot: "",
    databaseRestoreBackups: "",
    databaseRestoreReplicaOf: "",
    ...settings,
  };
  const config = Object.entries(changes).map(([key, value]) => [
    `${projectName()}:${key}`,
    String(value ?? ""),
  ]);
  return evaluateStack(stack, Object.fromEntries(config));
}
