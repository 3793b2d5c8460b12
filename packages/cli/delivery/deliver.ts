/** Deploys and reports the result, for `groundwork deploy`, `groundwork rollback` and `groundwork review up`. */

import { deliveryConfig } from "@groundwork/delivery/config";
import { deploy } from "@groundwork/delivery/deploy";
import { hasImages, type Images } from "@groundwork/delivery/images";
import { addToSummary, errorAnnotation } from "@groundwork/delivery/job-report";
import { describeDeployment, summaryOf } from "@groundwork/delivery/outcome";
import { type Releases, releasesOf } from "@groundwork/delivery/release/follow";
import { smoke } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { policyPacks } from "@groundwork/delivery/stack";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import type { Stack } from "@pulumi/pulumi/automation";
import { backendOf } from "../state";

/** Undefined if the stack's settings have rolling updates only. */
function releasesOfStack(folder: string, stack: string): Releases | undefined {
  const hasReleases = deliveryConfig().hasReleases?.(readStackConfig(folder, stack).config, projectName(folder));
  return hasReleases ? releasesOf(backendOf({}), { project: projectName(folder), stack }) : undefined;
}

/**
 * Deploys, and writes the result to the terminal, the job's summary and an annotation.
 *
 * @param folder the folder of Pulumi.STACK.yaml
 * @returns whether the version is deployed and passed the smoke test
 */
export async function deliver(args: {
  readonly stack: Stack;
  readonly images: Images;
  readonly what: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly run?: number | undefined;
}): Promise<boolean> {
  const { stack, images, what, folder, signal, run } = args;
  const deployment = await deploy({
    stack,
    images,
    what,
    signal,
    run,
    releases: releasesOfStack(folder, stack.name),
    progress: (text) => console.log(`\n${text}`),
    engine: { policyPacks: [...policyPacks()], onOutput: (text) => process.stdout.write(text) },
    smoke: async (outputs) => {
      if (!hasImages(images)) return;
      await smoke(targetOf(stack.name, outputs, objectiveOf(folder, stack.name)), {
        signal,
        onCheck: ({ name, saw, seconds }) => console.log(`  ok  ${name} (${seconds.toFixed(1)} s): ${saw}`),
      });
    },
  });
  const summary = describeDeployment(deployment);
  addToSummary(summaryOf(summary));
  const write = summary.passed ? console.log : console.error;
  write(`\n${summary.title}\n\n${summary.text}`);
  if (!summary.passed && process.env.GITHUB_ACTIONS === "true")
    console.log(errorAnnotation(summary.title, summary.text));
  return summary.passed;
}
