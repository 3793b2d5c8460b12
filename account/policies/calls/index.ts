/**
 * The calls that the provider makes for each type of resource that a stack contains. The roles' policies are derived from it.
 * Source: the resources' code in https://github.com/hashicorp/terraform-provider-aws, on which @pulumi/aws 7 is built.
 */
import { backup } from "./backup";
import { buckets } from "./buckets";
import { compute } from "./compute";
import { data } from "./data";
import { network } from "./network";
import { operations } from "./operations";
import { type CallsByType, OPERATIONS } from "./type";

/** Calls by the token of the resource type, such as `aws:ec2/vpc:Vpc`. */
export const callsByType: CallsByType = {
  ...network,
  ...compute,
  ...data,
  ...backup,
  ...buckets,
  ...operations,
};

/** Returns the IAM actions of these services, each once, for all types. */
export function actionsOf(
  services: readonly string[],
  of: readonly (typeof OPERATIONS)[number][] = OPERATIONS,
): string[] {
  const actions = Object.values(callsByType).flatMap((calls) => of.flatMap((operation) => calls[operation]));
  return [...new Set(actions)].filter((action) => services.includes(action.split(":")[0] ?? "")).sort();
}
