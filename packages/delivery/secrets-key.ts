/** Detects a stack file without the key of the stack's secrets. Pulumi would ask for a passphrase that does not exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { backendOfProject } from "@groundwork/state/project-backend";
import { secretsKey } from "@groundwork/state/stacks";
import { parse } from "yaml";

/**
 * Checks that Pulumi.STACK.yaml contains the key of the stack's secrets. Reads the state only if it does not.
 *
 * @throws Explained with the lines to add, if the state contains the key
 */
export async function requireSecretsKey(stack: string): Promise<void> {
  const file = join(projectFolder, `Pulumi.${stack}.yaml`);
  const settings: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  const has = (key: string) => Object.hasOwn(Object(settings), key);
  if (has("encryptedkey") || has("encryptionsalt")) return;
  const url = process.env.PULUMI_BACKEND_URL ?? backendOfProject();
  // Pulumi Cloud stores the keys itself. Pulumi reports a missing backend.
  if (!/^(s3|file):/.test(url)) return;
  const key = await secretsKey(openBackend(url), { project: projectName(), stack });
  if (key === undefined) return;
  throw new Explained(
    `Pulumi.${stack}.yaml does not contain the key of the stack's secrets, so Pulumi would ask for a passphrase. The state has ` +
      `the key. Add these lines at the top of Pulumi.${stack}.yaml, in place of a line secretsprovider, and commit it:\n` +
      `secretsprovider: ${key.url}\nencryptedkey: ${key.encryptedkey}`,
  );
}
