/**
 * Resources in another region than their provider's. Since version 7 of @pulumi/aws, a resource of a regional service has the input
 * `region`: https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/
 */
import type { Cloud } from "../cloud";
import type { Properties } from "../resource-type";
import { partitionOf } from "./partitions";

/** The cloud in the region of a resource, for everything that depends on the region: ARNs, host names, offers. */
export function inRegionOf(cloud: Cloud, type: string, { region }: Properties): Cloud {
  if (!type.startsWith("aws:") || typeof region !== "string" || region === cloud.account.region) return cloud;
  const there: Cloud = Object.create(cloud, { account: { value: { ...cloud.account, region } } });
  return there;
}

/**
 * Why the provider rejects the region of a resource: its credentials are those of one partition.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
 */
export function regionProblems(cloud: Cloud, type: string, { region }: Properties): string[] {
  if (!type.startsWith("aws:") || typeof region !== "string") return [];
  const own = partitionOf(cloud.account.region).id;
  const its = partitionOf(region).id;
  return its === own
    ? []
    : [
        `region ${region} is of the partition ${its}; a region of ${own} is allowed, which has ${cloud.account.region}`,
      ];
}

/**
 * The id under which a resource is kept whose name another region has as well, as the provider imports it: `groundwork@eu-central-1`.
 * The same id otherwise. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
 */
export function idBesideOtherRegions(
  cloud: Cloud,
  { type, id, inputs }: { readonly type: string; readonly id: string; readonly inputs: Properties },
): string {
  const { region } = inRegionOf(cloud, type, inputs).account;
  const taken = cloud.find(type, id)?.outputs.region;
  return !type.startsWith("aws:") || taken === region || !isRegional(type) ? id : `${id}@${region}`;
}

/** Whether a name can exist once in each region. Those of buckets are unique in a partition, and those of IAM in an account. */
export const isRegional = (type: string): boolean => !/^aws:(s3|iam|route53|budgets)\//.test(type);
