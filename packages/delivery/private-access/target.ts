/** The cluster of a stack, according to the stack's settings. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { deliveryConfig } from "../config";
import type { PublicAccess } from "./endpoint";

/** Reads the settings of this checkout: the state is not needed, so that an incident of the state bucket is no obstacle. */
export function clusterSettings(stack: string): {
  readonly region: string;
  readonly pattern: RegExp;
  readonly access: PublicAccess;
} {
  const { cluster } = deliveryConfig();
  if (cluster === undefined)
    throw new Explained("rehearse.config.ts has no field delivery.cluster: the stacks have no cluster.");
  const project = projectName();
  const { config } = readStackConfig(projectFolder, stack);
  const key = (name: string) => `${project}:${name}`;
  const region = config[key(cluster.settings.region)];
  if (!region) throw new Explained(`Pulumi.${stack}.yaml has no ${key(cluster.settings.region)}`);
  const name = key(cluster.settings.publicAccessCidrs);
  return {
    region,
    pattern: cluster.name(project, stack),
    access: blocksOf(config[name] ?? "[]", name, stack),
  };
}

function blocksOf(text: string, name: string, stack: string): PublicAccess {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {}
  if (Array.isArray(list) && list.every((each) => typeof each === "string")) return list;
  throw new Explained(`${name} in Pulumi.${stack}.yaml is ${text}; it must be a list of blocks, or [].`);
}
