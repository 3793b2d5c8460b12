/** `groundwork state adopt --stack NAME [--forget] URN=ID …` */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { adopt, type CutOff, cutOffCreations, describeCutOff, keepCutOff } from "@groundwork/state/pending";
import { readState, stateKey } from "@groundwork/state/stacks";
import { backendOf, nameOf, stateCommand } from "../../state";
import { failUnless } from "../../status";

const description = `Adds resources whose creation was interrupted to the state. Pass all of them: the command removes the other
interrupted creations from the state, and a resource that exists would stay in AWS, where it can block a later destroy.
Therefore it fails if one is missing, unless --forget confirms that the others do not exist.`;

export function createCommand() {
  return stateCommand()
    .description(description)
    .argument("[urn=id...]", "the resources that exist, with their ids in AWS")
    .option("--forget", "forget all other interrupted creations")
    .action(async (pairs, options) => {
      const { stack, forget = false } = options;
      const backend = backendOf(options);
      const name = nameOf(options);
      const open = cutOffCreations((await readState(backend, name)).pending);
      const found = pairs.map((each) => splitPair(each, open));
      if (open.length === 0) {
        console.log(`No creation in ${stack} was interrupted: there is nothing to adopt.`);
        return;
      }
      const named = new Set(found.map(([urn]) => urn));
      const others = open.filter(({ urn }) => !named.has(urn));
      if (others.length > 0 && !forget) throw new Explained(missingPairs(others));
      const env = { PULUMI_BACKEND_URL: backend.url };
      const before = (await backend.read(stateKey(name))) ?? "";
      const missing = await adopt("pulumi", { stack, folder: process.cwd(), found, env });
      if (missing.length > 0) await keepCutOff(backend, name, before, missing);
      const adopted = found.length - missing.length;
      console.log(`Adopted ${adopted}, forgot ${others.length}.`);
      failUnless(missing.length === 0);
      if (missing.length === 0) console.log(`Now: pulumi up -s ${stack}`);
      else console.error(notFound(found.filter(([urn]) => missing.includes(urn))));
    });
}

function missingPairs(others: readonly CutOff[]): string {
  const lines = others.map((each) => `  ${describeCutOff(each)}`).join("\n");
  return (
    `These interrupted creations are not in the command, and would be forgotten:\n${lines}\nNothing was changed. Look for ` +
    "each of them in AWS. Pass those that exist as 'URN=ID', all in one command. Add --forget if the others do not exist."
  );
}

function notFound(missing: readonly (readonly [urn: string, id: string])[]): string {
  const lines = missing.map(([urn, id]) => `  ${urn}=${id}`).join("\n");
  return (
    `These resources were not found under the given id:\n${lines}\nThey are still interrupted creations. Run the command again ` +
    "with the correct id, or without them and with --forget if they do not exist."
  );
}

function splitPair(pair: string, open: readonly { readonly urn: string }[]): readonly [string, string] {
  const at = pair.indexOf("=");
  const [urn, id] = [pair.slice(0, at), pair.slice(at + 1)];
  const known = at > 0 && id !== "" && open.some((each) => each.urn === urn);
  if (known && id === "ID")
    throw new Explained(
      `${pair}: replace ID with the resource's id in AWS, which the console shows. If the resource does not exist, omit it ` +
        "and add --forget. Nothing was changed.",
    );
  if (known) return [urn, id];
  const allowed = open.map((each) => `  ${each.urn}=ID`).join("\n") || "  none: no creation was interrupted";
  throw new Explained(
    `${pair} is not the URN and id of a resource whose creation was interrupted. These are:\n${allowed}`,
  );
}
