/** Which gallery a command is about, from its options. */

import { Command } from "@commander-js/extra-typings";
import type { SmokeTarget } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";

interface Given {
  readonly stack?: string | undefined;
  readonly url?: string | undefined;
  readonly tokenEnv: string;
}

/** A command about one gallery, with the options that say which. */
export function targetCommand() {
  return new Command()
    .option("--stack <stack>", "address, curator's token and objectives are the stack's")
    .option(
      "--url <url>",
      "the gallery's origin, such as http://localhost:8080; with --stack, instead of the stack's own",
    )
    .option(
      "--token-env <name>",
      "the variable that holds the curator's token, for --url alone",
      "CURATOR_TOKEN",
    )
    .option("--dry-run", "say what would be tested; send nothing");
}

/** @throws Explained when neither a stack nor an address is given, the address is none, or there is no token. */
export async function givenTarget({ stack, url, tokenEnv: variable }: Given): Promise<SmokeTarget> {
  if (stack === undefined && url === undefined)
    throw new Explained("Say which gallery: --stack STACK or --url URL");
  const origin = url === undefined ? undefined : originOf(url);
  // Without a stack the objectives are those of dev.
  const name = stackArgument(stack === undefined ? [] : [stack]);
  const objective = objectiveOf(projectFolder, name);
  if (stack !== undefined) {
    const target = targetOf(stack, await (await openStack(stack)).outputs(), objective);
    return origin === undefined ? target : { ...target, url: origin };
  }
  const token = process.env[variable];
  if (!token)
    throw new Explained(
      `The variable ${variable} is not set; it must hold the curator's token of ${origin}. Not as an argument: other ` +
        "users of the machine see those.",
    );
  return { url: origin ?? "", token, objective, replicas: true };
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["http:", "https:"].includes(parsed.protocol) && parsed.pathname === "/" && !parsed.username)
    return parsed.origin;
  throw new Explained(`--url is ${url}; allowed is an origin such as https://gallery.example.com`);
}
