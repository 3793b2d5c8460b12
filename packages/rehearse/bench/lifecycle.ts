/**
 * Measures the lifecycle of a stack in the real engine, in a separate process, and prints the figures as JSON:
 * `lifecycle.ts ENGINE STACK` for the program, `lifecycle.ts ENGINE STACK COUNT` for COUNT minimal resources.
 */
import { dirname } from "node:path";
import * as aws from "@pulumi/aws";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { newCloud } from "../cloud";
import { rehearse } from "../lifecycle/rehearsal";
import { openStack } from "../lifecycle/workspace";
import { loadConfig } from "../project/config";
import { projectFolder } from "../project/files";
import { stackArgument } from "../project/stack-argument";

/** Seconds by phase, and the memory of this process. */
export interface Lifecycle {
  readonly seconds: Readonly<Record<string, number>>;
  readonly total: number;
  /** Largest resident set of this Node process, in MiB. */
  readonly peakMemory: number;
  /** Resources and components in the engine's state. */
  readonly resources: number;
}

async function main([path = "", given, count]: readonly string[]): Promise<void> {
  const engine = await PulumiCommand.get({ root: dirname(dirname(path)) });
  const config = loadConfig();
  const cloud = newCloud({ types: config.types, existing: config.existing });
  const program = async () => (count === undefined ? config.program() : bareResources(Number(count)));
  const start = performance.now();
  const stack = stackArgument(given);
  const rehearsed = await openStack({ engine, folder: projectFolder, stack, cloud, program });
  try {
    const seconds: Record<string, number> = {};
    let resources = 0;
    for await (const step of rehearse({ rehearsed, cloud, guardRailsOff: config.guardRailsOff })) {
      if (step.surprises.length > 0) throw new Error(`${step.name}: ${step.surprises.join("; ")}`);
      seconds[step.name] = step.seconds;
      if (step.name === "up") resources = (await rehearsed.stack.exportStack()).deployment.resources.length;
    }
    const total = (performance.now() - start) / 1000;
    const figures: Lifecycle = {
      seconds,
      total,
      peakMemory: process.resourceUsage().maxRSS / 1024,
      resources,
    };
    console.log(JSON.stringify(figures));
  } finally {
    rehearsed.close();
  }
}

/** The given number of resources, including stack and provider, without components and dependencies. */
function bareResources(count: number): void {
  const provider = new aws.Provider("aws", { region: "us-east-1" });
  for (let index = 2; index < count; index += 1) {
    new aws.cloudwatch.LogGroup(`bare-${index}`, { retentionInDays: 7 }, { provider });
  }
}

void main(process.argv.slice(2));
