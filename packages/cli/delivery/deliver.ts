/** Deploys and reports the result, for `groundwork deploy`, `groundwork rollback` and `groundwork review up`. */

import { deliveryConfig } from "@groundwork/delivery/config";
import { deploy } from "@groundwork/delivery/deploy";
import { type Images, isSmokeTested } from "@groundwork/delivery/images";
import { addToSummary, errorAnnotation } from "@groundwork/delivery/job-report";
import { describeDeployment, summaryOf } from "@groundwork/delivery/outcome";
import { type Releases, releasesOf } from "@groundwork/delivery/release/follow";
import { createTrial } from "@groundwork/delivery/release/trial";
import { smoke } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { policyPacks } from "@groundwork/delivery/stack";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { backendOf } from "../state";

type Delivery = Parameters<typeof deliver>[0];

/** Tests the gallery at the stack's address, or at another one. */
async function test(
  { stack, images, folder, signal }: Delivery,
  outputs: OutputMap,
  origin?: string,
): Promise<void> {
  if (!isSmokeTested(images)) return;
  const target = targetOf(stack.name, outputs, objectiveOf(folder, stack.name));
  await smoke(origin === undefined ? target : { ...target, url: origin }, {
    signal,
    onCheck: ({ name, saw, seconds }) => console.log(`  ok  ${name} (${seconds.toFixed(1)} s): ${saw}`),
  });
}

/** The releases of the stack. Undefined if its settings have rolling updates only. */
async function releasesOfStack(delivery: Delivery): Promise<Releases | undefined> {
  const { stack, folder } = delivery;
  const { hasReleases, trial } = deliveryConfig();
  if (!hasReleases?.(readStackConfig(folder, stack.name).config, projectName(folder))) return undefined;
  const name = { project: projectName(folder), stack: stack.name };
  // The outputs of the previous version: its address stays the same. The first version of a stack has no steps.
  const outputs = await stack.outputs();
  const url: unknown = outputs.galleryUrl?.value;
  if (trial === undefined || typeof url !== "string") return releasesOf(backendOf({}), name);
  const origin = url.replace(/\/+$/, "");
  return releasesOf(
    backendOf({}),
    name,
    createTrial(trial, origin, (at) => test(delivery, outputs, at)),
  );
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
  const { stack, images, what, signal, run } = args;
  const deployment = await deploy({
    stack,
    images,
    what,
    signal,
    run,
    releases: await releasesOfStack(args),
    progress: (text) => console.log(`\n${text}`),
    engine: { policyPacks: [...policyPacks()], onOutput: (text) => process.stdout.write(text) },
    smoke: (outputs) => test(args, outputs),
  });
  const summary = describeDeployment(deployment);
  addToSummary(summaryOf(summary));
  const write = summary.passed ? console.log : console.error;
  write(`\n${summary.title}\n\n${summary.text}`);
  if (!summary.passed && process.env.GITHUB_ACTIONS === "true")
    console.log(errorAnnotation(summary.title, summary.text));
  return summary.passed;
}
