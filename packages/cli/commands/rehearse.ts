/** `groundwork rehearse [STACK | --all] [--require-engine] [--real-kubernetes KUBECONFIG [--context NAME]]` */
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { newCloud } from "@groundwork/rehearse/cloud";
import { checkedOf, checksOf } from "@groundwork/rehearse/cloud/checked";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { hostnameOf } from "@groundwork/rehearse/cloud/kubernetes/load-balancers";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { findEngine, reportTo } from "@groundwork/rehearse/engine";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { formatOutputs, Table } from "@groundwork/rehearse/lifecycle/format";
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { dashboardFolder, writeDashboards } from "@groundwork/rehearse/plan/dashboards";
import { manifestFolder, renderManifests, writeManifests } from "@groundwork/rehearse/plan/manifests";
import { evaluateStack, printPlan, renderWarnings } from "@groundwork/rehearse/plan/print";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import {
  openRealKubernetes,
  type RealKubernetes,
  type RealKubernetesArgs,
} from "@groundwork/rehearse/real-kubernetes";
import type { KubernetesObject } from "@groundwork/rehearse/real-kubernetes/objects";
import { reportEvaluation } from "@groundwork/rehearse/report/stack";
import { clockOf } from "@groundwork/rehearse/timing/clock";
import { failUnless } from "../status";

const description = `Runs preview, up, a second up, refresh and destroy of a stack in the real Pulumi engine, against a simulated cloud. Needs no
account, and does not use your Pulumi login, workspaces or stacks.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--all", "every environment of environments.yaml, one after the other")
    .option("--require-engine", "fail if no Pulumi engine is found, instead of showing the plan")
    .option(
      "--real-kubernetes <kubeconfig>",
      "create the Kubernetes objects in this cluster, through Pulumi's Kubernetes provider; AWS stays simulated (docs/real-kubernetes.md)",
    )
    .option(
      "--context <name>",
      "the context of the kubeconfig; required if its server is not on this machine",
    )
    .action(async (name, { all, requireEngine = false, realKubernetes, context }) => {
      if (context !== undefined && realKubernetes === undefined)
        throw new Explained(
          "--context names a context of the kubeconfig in --real-kubernetes, which is missing.",
        );
      const stacks = all ? readEnvironments().map(({ stack }) => stack) : [stackArgument(name)];
      const cluster = realKubernetes === undefined ? undefined : { kubeconfig: realKubernetes, context };
      let passed = true;
      for (const stack of stacks)
        passed = (await rehearseOrPlan(stack, requireEngine || cluster !== undefined, cluster)) && passed;
      failUnless(passed);
    });
}

/** The cluster that the user passes. */
type GivenCluster = Pick<RealKubernetesArgs, "kubeconfig" | "context">;

async function rehearseOrPlan(
  stack: string,
  requireEngine: boolean,
  cluster: GivenCluster | undefined,
): Promise<boolean> {
  const where = cluster ? "simulated AWS, a real Kubernetes cluster" : "a simulated cloud, no account";
  console.log(`Rehearsing "${stack}": the real Pulumi engine, ${where}.\n`);
  // As in `plan`, all problems of the settings are reported together; the engine shows only the first.
  const evaluation = await evaluateStack(stack);
  const engine = await findEngine({ report: reportTo(process.stdout) });
  if ("tried" in engine) {
    console.log("\nThere is no Pulumi engine here:");
    for (const { way, why } of engine.tried) console.log(`  ${way}: ${why}`);
    if (requireEngine) return false;
    console.log("\nThe lifecycle was NOT rehearsed. This is the plan, which needs no engine:\n");
    const allowed = await printPlan(stack);
    console.log(
      "\nThe lifecycle was NOT rehearsed; install Pulumi (https://www.pulumi.com/docs/install) to do so.",
    );
    return allowed;
  }
  return interruptible((signal) => rehearseStack(evaluation, stack, engine.command, { signal, cluster }));
}

async function rehearseStack(
  evaluation: Evaluation,
  stack: string,
  engine: Parameters<typeof openStack>[0]["engine"],
  { signal, cluster }: { readonly signal: AbortSignal; readonly cluster: GivenCluster | undefined },
) {
  const start = performance.now();
  const { program, policies, guardRailsOff, types, existing } = loadConfig();
  const cloud = newCloud({ types, existing });
  cloud.clock = clockOf(evaluation);
  const kubernetes = cluster && (await openCluster(cluster, evaluation, cloud));
  const closeCluster = async () => kubernetes?.close();
  const rehearsed = await openStack({
    engine,
    folder: projectFolder,
    stack,
    cloud,
    program: async () => program(),
    attached: kubernetes?.attached ?? {},
  }).catch(async (error: unknown) => {
    await closeCluster();
    throw error;
  });
  const table = new Table(process.stdout);
  try {
    for (const key of rehearsed.standIns) console.log(`  ${key}: encrypted, replaced by a placeholder`);
    let surprises = 0;
    const onStep = (name: string) => table.begin(name);
    const policyPack = policies && join(projectFolder, policies.folder);
    const onProgress = (done: number) => table.progress(done);
    const options = { rehearsed, cloud, kubernetes, signal, onStep, onProgress, policyPack, guardRailsOff };
    for await (const step of rehearse(options)) {
      table.end(step);
      surprises += step.surprises.length;
      if (step.name === "refresh") {
        table.print(formatOutputs(await rehearsed.stack.outputs()));
        const known = kubernetes ? evaluation.resources : cloud.list();
        writeManifests(join(projectFolder, manifestFolder(stack)), renderManifests(known));
        table.print(`  Kubernetes manifests: ${manifestFolder(stack)}/`);
        writeDashboards(join(projectFolder, dashboardFolder(stack)), known);
        table.print(`  dashboards: ${dashboardFolder(stack)}/`);
      }
    }
    const checks = checksOf(evaluation.resources, evaluation.functionsNotChecked);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(
      surprises === 0
        ? `\nPassed: "${stack}" was created, stayed unchanged and was removed as expected, in ${seconds} s (${checkedOf(checks)}).`
        : `\nFAILED: ${surprises} unexpected results in "${stack}", in ${seconds} s.`,
    );
    if (evaluation.warnings.length > 0) console.log(`\n${renderWarnings(evaluation.warnings)}`);
    const summary = await reportEvaluation(stack, evaluation, { counted: surprises === 0 });
    console.log(`\n${summary.join("\n")}`);
    return surprises === 0;
  } finally {
    table.stop();
    rehearsed.close();
    await closeCluster();
  }
}

/** Prepares the cluster, which then gives its Ingresses the host names of the simulated cloud. */
function openCluster(
  cluster: GivenCluster,
  { resources }: Evaluation,
  cloud: Cloud,
): Promise<RealKubernetes> {
  const log = (line: string) => console.log(line);
  const hostname = (inputs: KubernetesObject) => {
    const [namespace, name] = ["namespace", "name"].map((key) => valueAt(inputs, `metadata.${key}`));
    return hostnameOf(cloud, { id: `${namespace}/${name}`, name: String(name), inputs, cloud, scope: "" });
  };
  return openRealKubernetes({ ...cluster, resources, log, hostnameOf: hostname });
}
