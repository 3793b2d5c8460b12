/** Finds the official Kubernetes provider plugin. */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { sdkVersion } from "../cloud/sdk-version";
import { isExecutable, whereIs } from "../engine/path";
import { Unavailable } from "../errors/unavailable";

/** An installed provider plugin. */
export interface Plugin {
  readonly path: string;
  /** Where it was found, for the user. */
  readonly source: string;
}

const program = "pulumi-resource-kubernetes";

/**
 * The plugin that `pulumi plugin install` puts into its folder, in the version that the SDK asks for, or the one on PATH.
 * https://www.pulumi.com/docs/iac/cli/commands/pulumi_plugin_install/
 *
 * @throws Unavailable if there is none, with the command that installs it
 */
export function findPlugin(
  version = sdkVersion("kubernetes", "@pulumi/kubernetes"),
  env: NodeJS.ProcessEnv = process.env,
): Plugin {
  const folder = join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  const installed = join(folder, `resource-kubernetes-v${version}`, program);
  if (isExecutable(installed)) return { path: installed, source: `version ${version}` };
  const onPath = whereIs(program);
  if (onPath !== undefined) return { path: onPath, source: `on PATH; the SDK asks for ${version}` };
  const others = otherVersions(folder);
  const found = others.length > 0 ? ` It contains ${others.join(", ")}.` : "";
  throw new Unavailable(
    `--real-kubernetes needs Pulumi's Kubernetes provider ${version}, the version of @pulumi/kubernetes in node_modules. ` +
      `There is none in ${folder}, and no ${program} on PATH.${found} Install it:\n` +
      `  pulumi plugin install resource kubernetes ${version}`,
  );
}

function otherVersions(folder: string): readonly string[] {
  const prefix = "resource-kubernetes-v";
  if (!existsSync(folder)) return [];
  // Beside each plugin stands a file NAME.lock.
  const folders = readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith(".lock"));
  return folders.map((name) => name.slice(prefix.length)).sort();
}
