/** `groundwork chart [STACK] [--namespace NAME]` */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { namespacesOf, renderChart } from "@groundwork/rehearse/plan/chart";
import { renderManifests } from "@groundwork/rehearse/plan/manifests";
import { evaluateStack } from "@groundwork/rehearse/plan/print";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { z } from "zod";

const description = `Writes the Kubernetes objects of one namespace as a Helm chart, to out/STACK/chart. Images, host, number of pods and
resources of containers are values, with the stack's values as defaults. Values of Secrets have to be given to Helm. Needs no
engine and no account.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--namespace <name>", "the namespace (default: that of the first Deployment)")
    .action(async (given, { namespace: wanted }) => {
      const stack = stackArgument(given);
      const manifests = renderManifests((await evaluateStack(stack)).resources);
      const namespaces = namespacesOf(manifests);
      const namespace = wanted ?? manifests.find(({ kind }) => kind === "Deployment")?.namespace;
      if (namespace === undefined || !namespaces.includes(namespace)) {
        throw new Explained(
          `--namespace ${namespace ?? "is not given"}: the stack ${stack} has no objects there. ` +
            `Namespaces with objects: ${namespaces.join(", ") || "none"}.`,
        );
      }
      const chart = renderChart(manifests, { name: projectName(), version: version(), namespace });
      const folder = join("out", stack, "chart");
      rmSync(join(projectFolder, folder), { recursive: true, force: true });
      for (const [file, text] of chart) {
        const path = join(projectFolder, folder, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
      const others = namespaces.filter((each) => each !== namespace);
      console.log(`${chart.size - 2} templates in ${folder}/, from the namespace ${namespace}`);
      console.log(
        `Not in the chart: objects without a namespace${others.length === 0 ? "" : `, and those in ${others.join(", ")}`}`,
      );
      console.log(`helm template ${namespace} ${folder} --namespace ${namespace} --values YOUR-SECRETS.yaml`);
    });
}

function version(): string {
  const file = readFileSync(join(projectFolder, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}
