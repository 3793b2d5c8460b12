/** `npm run deploy -- STACK --gallery IMAGE@sha256:… --thumbnailer IMAGE@sha256:… [--dry-run]` */
import { parseArgs } from "node:util";
import { decide } from "@groundwork/delivery/decision";
import { imagesBefore } from "@groundwork/delivery/deploy";
import { checkImages, describeImages, requireDigests } from "@groundwork/delivery/images";
import { openStack } from "@groundwork/delivery/stack";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { deliver } from "../delivery/deliver";
import { runScript } from "../script";

const usage = `Usage: npm run deploy -- STACK --gallery IMAGE@sha256:… --thumbnailer IMAGE@sha256:… [--dry-run]

Brings a version to a stack: \`pulumi up\`, then the smoke test. When either fails, the version that ran before is put back
and tested, and the exit status is 1. Safe to run again, also after it was killed.
In GitHub Actions, a run whose version a later run has overtaken changes nothing and fails.

  --dry-run   says what runs now, and what would be put back; changes nothing`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      gallery: { type: "string" },
      thumbnailer: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const name = stackArgument(positionals);
  const images = requireDigests(checkImages(values));
  const stack = await openStack(name);
  if (values["dry-run"]) {
    const before = await imagesBefore(stack);
    const decision = decide(images, before, "smoke");
    console.log(`Would deploy to ${name}:\n${describeImages(images)}`);
    console.log(before ? `\nBefore:\n${describeImages(before)}` : `\n${name} has never been deployed.`);
    console.log(
      `\nIf it failed, ${decision.do === "put back" ? "what ran before would be put back" : "nothing would be put back"}.`,
    );
    return true;
  }
  const run = runNumber(process.env);
  return interruptible((signal) =>
    deliver({ stack, images, what: "deploy", folder: projectFolder, signal, run }),
  );
});

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
function runNumber({ GITHUB_ACTIONS, GITHUB_RUN_NUMBER }: NodeJS.ProcessEnv): number | undefined {
  return GITHUB_ACTIONS === "true" && GITHUB_RUN_NUMBER ? Number(GITHUB_RUN_NUMBER) : undefined;
}
