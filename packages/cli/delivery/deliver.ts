/** What `groundwork deploy`, `groundwork rollback` and `groundwork review up` have in common. */

import { deploy } from "@groundwork/delivery/deploy";
import type { Images } from "@groundwork/delivery/images";
import { addToSummary, errorAnnotation } from "@groundwork/delivery/job-report";
import { summaryOf, tell } from "@groundwork/delivery/outcome";
import { smoke } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { policyPacks } from "@groundwork/delivery/stack";
import type { Stack } from "@pulumi/pulumi/automation";

/**
 * Deploys, and tells how it went wherever somebody may look.
 *
 * @param folder where Pulumi.STACK.yaml lies
 * @returns whether the version is there and passed
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
    progress: (text) => console.log(`\n${text}`),
    engine: { policyPacks: [...policyPacks()], onOutput: (text) => process.stdout.write(text) },
    smoke: async (outputs) => {
      await smoke(targetOf(stack.name, outputs, objectiveOf(folder, stack.name)), {
        signal,
        onCheck: ({ name, saw, seconds }) => console.log(`  ok  ${name} (${seconds.toFixed(1)} s): ${saw}`),
      });
    },
  });
  const told = tell(deployment);
  addToSummary(summaryOf(told));
  const write = told.passed ? console.log : console.error;
  write(`\n${told.title}\n\n${told.text}`);
  if (!told.passed && process.env.GITHUB_ACTIONS === "true")
    console.log(errorAnnotation(told.title, told.text));
  return told.passed;
}
