/** `groundwork preflight [STACK] [--gallery IMAGE --thumbnailer IMAGE] [--timeout SECONDS] [--json]` */
import { Command } from "@commander-js/extra-typings";
import { checkImages, deployingSettings, settingsWith } from "@groundwork/delivery/images";
import { preflightStack } from "@groundwork/delivery/preflight/stack";
import { renderPreflight } from "@groundwork/delivery/preflight/table";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectName } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { imagesOf, imagesOption } from "../image-options";
import { numberBetween } from "../options";
import { failUnless } from "../status";

const description = `Asks the AWS account whether a stack can be created or updated in it: credentials, zones, versions and classes on offer, quotas,
the roles, policies, zones and connections that the settings name, an existing VPC, and the images. Only reads. Run it before the first
\`pulumi up -s STACK\`. Exits with status 1 if there is a problem, or if AWS did not answer everything.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--gallery <image>", "the gallery's image to deploy (default: the one in the stack's file)")
    .option(
      "--thumbnailer <image>",
      "the thumbnailer's image to deploy (default: the one in the stack's file)",
    )
    .addOption(imagesOption())
    .option(
      "--timeout <seconds>",
      "how long AWS may take to answer one request",
      numberBetween(1, 60, " seconds"),
      10,
    )
    .option("--json", "print the result as JSON instead of a table")
    .action(async (name, { gallery, thumbnailer, images, timeout, json }) => {
      const stack = stackArgument(name);
      const changes = imagesGiven(imagesOf({ gallery, thumbnailer, images }));
      const result = await interruptible((signal) =>
        preflightStack({ stack, changes, timeoutSeconds: timeout, signal, now: new Date() }),
      );
      console.log(json ? JSON.stringify(result, null, 2) : renderPreflight(result));
      failUnless(result.passed);
    });
}

/** The settings that deploy the given images; none if no image is given. */
function imagesGiven(given: Readonly<Record<string, string | undefined>>) {
  if (Object.keys(given).length === 0) return {};
  const settings = Object.entries(settingsWith(checkImages(given))).map(([key, value]) => [
    `${projectName()}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...deployingSettings(), ...Object.fromEntries(settings) };
}
