/**
 * Reads the id and the region of an existing VPC from a stack's config (keys with their namespace). Undefined if the stack creates its
 * network, or if the id is none, which the settings refuse.
 */
export function existingVpcIn(
  config: Readonly<Record<string, string>>,
  project: string,
): { readonly id: string; readonly region: string } | undefined {
  const id = config[`${project}:existingVpcId`] ?? "";
  const region = config[`${project}:region`] ?? "";
  return /^vpc-[0-9a-f]+$/.test(id) && region !== "" ? { id, region } : undefined;
}
