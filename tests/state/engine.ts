import { homedir } from "node:os";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";

export async function engine(): Promise<PulumiCommand> {
  return PulumiCommand.get({ root: join(homedir(), ".cache/groundwork/engine/3.259.0") });
}
