/**
 * The calls that the provider makes for each type of resource that a stack contains. The roles' policies are derived from it.
 * Source: the resources' code in https://github.com/hashicorp/terraform-provider-aws, on which @pulumi/aws 7 is built.
 */
import { backup } from "./backup";
import { buckets } from "./buckets";
import { compute } from "./compute";
import { copies } from "./copies";
import { data } from "./data";
import { network } from "./network";
import { operations } from "./operations";
import { type CallsByType, OPERATIONS } from "./type";

const withoutCopies: CallsByType = {
  ...network,
  ...compute,
  ...data,
  ...backup,
  ...buckets,
  ...operations,
};

/** Calls by the token of the resource type, such as `aws:ec2/vpc:Vpc`. */
export const callsByType: CallsByType = { ...withoutCopies, ...copies };

/** Returns the IAM actions of these services, each once, for all types but those of copies in a second region. */
export function actionsOf(
  services: readonly string[],
  of: readonly (typeof OPERATIONS)[number][] = OPERATIONS,
): string[] {
  return every(withoutCopies, of).filter((action) => services.includes(action.split(":")[0] ?? ""));
}

/** Returns the IAM actions, each once, that only copies in a second region need. */
export function copyingActions(of: readonly (typeof OPERATIONS)[number][] = OPERATIONS): string[] {
  const others = every(withoutCopies, of);
  return every(copies, of).filter((action) => !others.includes(action));
}

function every(types: CallsByType, of: readonly (typeof OPERATIONS)[number][]): string[] {
  const actions = Object.values(types).flatMap((calls) => of.flatMap((operation) => calls[operation]));
  return [...new Set(actions)].sort();
}
