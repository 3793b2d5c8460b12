/** The environments of environments.yaml, from which the account's roles follow. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";

/** An entry of `deployedFromMain` and `deployedFromEnvironment` that stands for the environments of the list. */
export const LIST = "environments.yaml";

const file = join(__dirname, "..", LIST);
const approval = z.enum(["none", "required"]);
const schema = z.object({ environments: z.array(z.object({ stack: z.string(), approval })) });

/** Replaces the entry {@link LIST} by the environments of environments.yaml with this approval. */
export function withListed(names: readonly string[], wanted: z.output<typeof approval>): string[] {
  return [...new Set(names.flatMap((name) => (name === LIST ? listed(wanted) : [name])))];
}

/** The environments of GitHub that require an approval, from the value of `deployedFromEnvironment` in a stack's config. */
export function gatedEnvironments(setting = JSON.stringify([LIST])): readonly string[] {
  return withListed(JSON.parse(setting), "required");
}

function listed(wanted: z.output<typeof approval>): readonly string[] {
  const { data } = schema.safeParse(parse(readFileSync(file, "utf8")));
  if (data === undefined)
    throw new pulumi.RunError(
      `${file} is not a valid list; \`npx --no groundwork environments\` shows what is wrong.`,
    );
  return data.environments.flatMap(({ stack, approval }) => (approval === wanted ? [stack] : []));
}
