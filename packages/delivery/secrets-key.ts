/** A stack's file that lost the key of its secrets: Pulumi would ask for a passphrase that does not exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { backendOfProject } from "@groundwork/state/project-backend";
import { secretsKey } from "@groundwork/state/stacks";
import { parse } from "yaml";

/**
 * Checks that Pulumi.STACK.yaml names the key of the stack's secrets. Reads the state only if it names none.
 *
 * @throws Explained with the lines to add, when the state knows the key
 */
export async function requireSecretsKey(stack: string): Promise<void> {
  const file = join(projectFolder, `Pulumi.${stack}.yaml`);
  const settings: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  const has = (key: string) => Object.hasOwn(Object(settings), key);
  if (has("encryptedkey") || has("encryptionsalt")) return;
  const url = process.env.PULUMI_BACKEND_URL ?? backendOfProject();
  // Pulumi Cloud keeps the keys itself, and an unset backend is Pulumi's own to report.
  if (!/^(s3|file):/.test(url)) return;
  const key = await secretsKey(openBackend(url), { project: projectName(), stack });
  if (key === undefined) return;
  throw new Explained(
    `Pulumi.${stack}.yaml has lost the key of the stack's secrets, and Pulumi would ask for a passphrase. The state has ` +
      `the key. Add these lines at the top of Pulumi.${stack}.yaml, in place of a line secretsprovider, and commit it:\n` +
      `secretsprovider: ${key.url}\nencryptedkey: ${key.encryptedkey}`,
  );
}
