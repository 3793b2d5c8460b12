/** `groundwork state adopt --stack NAME URN=ID …` */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { adopt, cutOffCreations } from "@groundwork/state/pending";
import { readState } from "@groundwork/state/stacks";
import { backendOf, nameOf, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description(
      "Imports resources whose creation was interrupted into the state, and removes the other pending ones.",
    )
    .argument("[urn=id...]", "the resources that exist, with their ids in AWS")
    .action(async (pairs, options) => {
      const { stack } = options;
      const backend = backendOf(options);
      const open = cutOffCreations((await readState(backend, nameOf(options))).pending);
      const found = pairs.map((each) => splitPair(each, open));
      const env = { PULUMI_BACKEND_URL: backend.url };
      await adopt("pulumi", { stack, folder: process.cwd(), found, env });
      console.log(
        `Adopted ${found.length}, dropped ${open.length - found.length}. Now: pulumi up -s ${stack}`,
      );
    });
}

function splitPair(pair: string, open: readonly { readonly urn: string }[]): readonly [string, string] {
  const at = pair.indexOf("=");
  const [urn, id] = [pair.slice(0, at), pair.slice(at + 1)];
  if (at > 0 && id !== "" && open.some((each) => each.urn === urn)) return [urn, id];
  const allowed = open.map((each) => `  ${each.urn}=ID`).join("\n") || "  none: no creation was interrupted";
  throw new Explained(
    `${pair} is not the URN and id of a resource whose creation was interrupted; allowed are:\n${allowed}`,
  );
}
