/** `groundwork shell STACK [--cidr ADDRESS] [--role ARN] [-- COMMAND…]` and `groundwork shell STACK --close` */
import { Command, Option } from "@commander-js/extra-typings";
import { ADDRESS_SERVICE, addressBlock, callersBlock } from "@groundwork/delivery/private-access/address";
import { requireProgram } from "@groundwork/delivery/private-access/command";
import { Endpoints } from "@groundwork/delivery/private-access/endpoint";
import { checkRole, credentialsOf } from "@groundwork/delivery/private-access/role";
import { checkBefore, closeLeftOpen, runSession } from "@groundwork/delivery/private-access/session";
import { clusterSettings } from "@groundwork/delivery/private-access/target";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { numberBetween } from "../options";

const description = `Opens a stack's private Kubernetes API for your address, starts your shell (or COMMAND) with a separate kubeconfig, and
closes the API again when it ends, also after Ctrl-C, SIGTERM and SIGHUP. Needs AWS credentials and the AWS CLI, and neither
pulumi nor the state. EKS takes some minutes for each change. The exit status is the one of COMMAND.

If the command is killed, the API stays open: --close closes it.`;

export function createCommand() {
  return new Command()
    .description(description)
    .usage("[options] STACK [-- COMMAND...]")
    .argument("<stack>", "the stack")
    .argument("[command...]", "run this instead of your shell, such as: -- kubectl get pods -A")
    .option(
      "--cidr <address>",
      "open the API for this address, such as 203.0.113.7/32 (default: your address)",
    )
    .option("--role <arn>", "assume this role, such as the break-glass role, for EKS and Kubernetes")
    .addOption(
      new Option(
        "--close",
        "close the API that a killed command left open, according to the settings",
      ).conflicts("cidr"),
    )
    .option(
      "--timeout <seconds>",
      "how long to wait for each change of the endpoint",
      numberBetween(1, 7200, " seconds"),
      1800,
    )
    .option("--address-service <url>", "the service that returns your address", ADDRESS_SERVICE)
    .action(async (given, words, { cidr, role, close, timeout: timeoutSeconds, addressService }) => {
      const stack = stackArgument(given);
      const { region, pattern, access: settings } = clusterSettings(stack);
      const fixed = cidr === undefined ? undefined : addressBlock(cidr, "--cidr");
      const credentials = role === undefined ? undefined : credentialsOf(checkRole(role), region);
      const endpoints = new Endpoints(region, credentials);
      if (close) {
        if (words.length > 0) throw new Explained(`--close runs no command; remove: ${words.join(" ")}`);
        await interruptible(async (signal) => {
          const cluster = await endpoints.find(pattern, stack);
          await closeLeftOpen({ stack, endpoints, cluster, settings, timeoutSeconds }, signal);
        });
        return;
      }
      const command = words.length > 0 ? words : shellOfUser();
      requireProgram("aws", "kubectl gets its tokens from the AWS CLI (https://aws.amazon.com/cli/)");
      requireProgram(command[0] ?? "", "give another command after --");
      const session = await interruptible(async (signal) => {
        const cluster = await endpoints.find(pattern, stack);
        const block = fixed ?? (await callersBlock(addressService, signal));
        return { stack, endpoints, cluster, block, settings, role, command, timeoutSeconds };
      });
      checkBefore(session);
      process.exitCode = await runSession(session);
    });
}

/** @throws Explained without a terminal, in which a shell would read until the end of its input */
function shellOfUser(): readonly string[] {
  if (process.stdin.isTTY && process.stdout.isTTY) return [process.env.SHELL || "/bin/sh"];
  throw new Explained(
    "A shell needs a terminal, and stdin or stdout is none. Give a command: npx --no groundwork shell STACK -- COMMAND",
  );
}
