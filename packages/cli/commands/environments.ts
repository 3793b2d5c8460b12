/** `groundwork environments [--check | --json | --names | --outputs] [--stack NAME]` */
import { appendFileSync } from "node:fs";
import { Command, Option } from "@commander-js/extra-typings";
import { findWorkflowProblems } from "@groundwork/delivery/checks/ci/environments";
import { stagesOf, workflowEnvironment } from "@groundwork/delivery/environments";
import { Explained } from "@groundwork/rehearse/errors/explained";
import {
  type Environment,
  findEnvironment,
  readEnvironments,
} from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";

const description = `Lists the environments of environments.yaml in the order of delivery, and checks the file.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option("--stack <name>", "only this environment; empty: all")
    .addOption(new Option("--check", "also check that the workflows follow the list").conflicts("stack"))
    .addOption(new Option("--json", "print one line of JSON, as the workflows read it").conflicts("names"))
    .option("--names", "print only the names of the stacks, one a line")
    .addOption(
      new Option("--outputs", "write the outputs `list` and `stages` of a job into GITHUB_OUTPUT").conflicts([
        "json",
        "names",
      ]),
    )
    .action(({ stack, check, json, names, outputs }) => {
      const all = readEnvironments();
      const environments = stack === undefined || stack === "" ? all : [findEnvironment(all, stack)];
      if (check) rejectOtherWorkflows(all);
      if (outputs) writeOutputs(environments);
      if (json) console.log(JSON.stringify(environments.map(workflowEnvironment)));
      else for (const each of environments) console.log(names ? each.stack : describe(each));
    });
}

function describe({ stack, guardRails, approval, runner = "" }: Environment): string {
  return `${stack.padEnd(20)}  ${guardRails.padEnd(11)}  approval: ${approval.padEnd(8)}  ${runner}`.trimEnd();
}

function rejectOtherWorkflows(environments: readonly Environment[]): void {
  const problems = findWorkflowProblems(projectFolder, environments);
  if (problems.length > 0)
    throw new Explained(
      `Workflows do not follow environments.yaml:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
}

function writeOutputs(environments: readonly Environment[]): void {
  const { GITHUB_OUTPUT: file } = process.env;
  if (!file)
    throw new Explained(
      "GITHUB_OUTPUT is not set: --outputs works in a job of GitHub Actions only. Use --json.",
    );
  const list = JSON.stringify(environments.map(workflowEnvironment));
  appendFileSync(file, `list=${list}\nstages=${JSON.stringify(stagesOf(environments))}\n`);
}
