/** `npm run review -- up|down|sweep …` */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { checkImages } from "@groundwork/delivery/images";
import { comment, downComment, failedComment, upComment } from "@groundwork/delivery/review/comment";
import { remove } from "@groundwork/delivery/review/remove";
import { pullRequestNumber, reviewSettings, reviewStack } from "@groundwork/delivery/review/settings";
import { doomed } from "@groundwork/delivery/review/sweep";
import { openOrCreateStack, openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { listStacks } from "@groundwork/state/stacks";
import { type Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { deliver } from "../delivery/deliver";
import { runScript } from "../script";

const usage = `Usage: npm run review -- VERB … [--dry-run]

A stack of its own for a pull request: dev's settings at a fraction of the cost. docs/delivery.md says who may.

  up    --pull-request N --gallery IMAGE --thumbnailer IMAGE   makes or updates pr-N, tests it, tells the pull request
  down  --pull-request N                                       destroys it and forgets it
  sweep [--days 3]   removes the stacks of closed pull requests, and those not deployed for so many days

  --dry-run   prints the settings, or what would be removed; changes nothing

GITHUB_TOKEN and GITHUB_REPOSITORY lead to the pull request; up and down do without them and print the comment.`;

const options = {
  "pull-request": { type: "string" },
  gallery: { type: "string" },
  thumbnailer: { type: "string" },
  days: { type: "string", default: "3" },
  "dry-run": { type: "boolean", default: false },
} as const;

interface Given {
  readonly "pull-request"?: string | undefined;
  readonly gallery?: string | undefined;
  readonly thumbnailer?: string | undefined;
  readonly days: string;
  readonly "dry-run": boolean;
}

const verbs: Readonly<Record<string, (given: Given, signal: AbortSignal) => Promise<boolean>>> = {
  up,
  down,
  sweep,
};

async function up(given: Given, signal: AbortSignal): Promise<boolean> {
  const pullRequest = pullRequestNumber(given["pull-request"]);
  const images = checkImages(given);
  const dev = readFileSync(join(projectFolder, "Pulumi.dev.yaml"), "utf8");
  const settings = reviewSettings(dev, pullRequest, images);
  if (given["dry-run"]) {
    console.log(`Pulumi.${reviewStack(pullRequest)}.yaml:\n\n${settings}`);
    return true;
  }
  const name = reviewStack(pullRequest);
  writeFileSync(fileOf(name), settings);
  const provider: { secretsprovider?: string } = parse(settings);
  const stack = await openOrCreateStack(name, provider.secretsprovider);
  const passed = await deliver({ stack, images, what: "review", folder: projectFolder, signal });
  const { galleryUrl } = await stack.outputs();
  const body = passed
    ? upComment(name, String(galleryUrl?.value))
    : failedComment(name, `\`${name}\` did not pass`);
  await comment(pullRequest, body);
  return passed;
}

async function down(given: Given, signal: AbortSignal): Promise<boolean> {
  const pullRequest = pullRequestNumber(given["pull-request"]);
  const stack = await openIfThere(reviewStack(pullRequest));
  if (stack === undefined) {
    console.log(`There is no stack ${reviewStack(pullRequest)}: nothing to remove.`);
    return true;
  }
  if (given["dry-run"]) {
    console.log(`Would destroy ${stack.name}, and forget it.`);
    return true;
  }
  await removeEntirely(stack, signal);
  await comment(pullRequest, downComment(stack.name));
  return true;
}

async function sweep(given: Given, signal: AbortSignal): Promise<boolean> {
  const days = Number(given.days);
  if (!(days >= 0 && days <= 365)) throw new Explained(`--days is ${given.days}; allowed are 0 to 365`);
  const { octokit, repository } = githubFromEnvironment();
  const isOpen = async (number: number) =>
    (await octokit.rest.pulls.get({ ...repository, pull_number: number })).data.state === "open";
  // `pulumi stack ls` would read every state, and this role may read its own only.
  const stacks = (await listStacks(openBackend(backendUrl()))).filter(
    ({ project }) => project === projectName(),
  );
  const found = await doomed(stacks, isOpen, { now: new Date(), days });
  if (found.length === 0) console.log("No stack of a pull request has to go.");
  let failures = 0;
  for (const { stack: name, pullRequest, why } of found) {
    console.log(`${given["dry-run"] ? "Would remove" : "Removing"} ${name}: ${why}`);
    if (given["dry-run"]) continue;
    try {
      const stack = await openIfThere(name);
      if (stack) await removeEntirely(stack, signal);
      await comment(pullRequest, downComment(name));
    } catch (error) {
      // One that cannot go must not keep the others.
      if (signal.aborted) throw error;
      failures += 1;
      console.error(`${name} was not removed: ${error instanceof Error ? error.message : error}`);
    }
  }
  return failures === 0;
}

async function removeEntirely(stack: Stack, signal: AbortSignal): Promise<void> {
  await remove(stack, { signal, engine: { onOutput: (text) => process.stdout.write(text) } });
  rmSync(fileOf(stack.name), { force: true });
  console.log(`${stack.name} is removed.`);
}

async function openIfThere(name: string): Promise<Stack | undefined> {
  try {
    return await openStack(name);
  } catch (error) {
    if (error instanceof Error && error.cause instanceof StackNotFoundError) return undefined;
    throw error;
  }
}

const fileOf = (stack: string) => join(projectFolder, `Pulumi.${stack}.yaml`);

function backendUrl(): string {
  const file = join(projectFolder, "Pulumi.yaml");
  const project: { backend?: { url?: string } } = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  return process.env.PULUMI_BACKEND_URL ?? project.backend?.url ?? "";
}

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [verb = "", ...more] = positionals;
  const work = Object.hasOwn(verbs, verb) && more.length === 0 ? verbs[verb] : undefined;
  if (!work) throw new Explained(`${positionals.join(" ") || "Nothing"} is no verb of this.\n\n${usage}`);
  return interruptible((signal) => work(values, signal));
});
