/** The options that select a gallery. */

import { Command } from "@commander-js/extra-typings";
import { requireSmokeTest } from "@groundwork/delivery/images";
import type { SmokeTarget } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";

interface Given {
  readonly stack?: string | undefined;
  readonly url?: string | undefined;
  readonly tokenEnv: string;
}

/** A command for one gallery, with the options that select it. */
export function targetCommand() {
  return new Command()
    .option("--stack <stack>", "use the address, curator's token and objectives of this stack")
    .option(
      "--url <url>",
      "the gallery's origin, such as http://localhost:8080; with --stack, it replaces the stack's address",
    )
    .option(
      "--token-env <name>",
      "the variable that holds the curator's token, for --url without --stack",
      "CURATOR_TOKEN",
    )
    .option("--dry-run", "show what would be tested; send nothing");
}

/** @throws Explained if neither a stack nor a URL is given, the URL is invalid, or the token is missing. */
export async function givenTarget({ stack, url, tokenEnv: variable }: Given): Promise<SmokeTarget> {
  if (stack === undefined && url === undefined)
    throw new Explained("Select a gallery: --stack STACK or --url URL");
  const origin = url === undefined ? undefined : originOf(url);
  // Without a stack, the objectives of the first environment apply.
  const name = stackArgument(stack);
  const objective = objectiveOf(projectFolder, name);
  if (stack !== undefined) {
    requireSmokeTest(projectFolder, stack);
    const target = targetOf(stack, await (await openStack(stack)).outputs(), objective);
    return origin === undefined ? target : { ...target, url: origin };
  }
  const token = process.env[variable];
  if (!token)
    throw new Explained(
      `The variable ${variable} is not set; it must hold the curator's token of ${origin}. The token is not an argument, ` +
        "because other users of the machine can see arguments.",
    );
  return { url: origin ?? "", token, objective, replicas: true };
}

/** Validates a URL and returns its origin. @throws Explained if it is not an origin */
function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["http:", "https:"].includes(parsed.protocol) && parsed.pathname === "/" && !parsed.username)
    return parsed.origin;
  throw new Explained(`--url is ${url}; it must be an origin such as https://gallery.example.com`);
}
