/**
 * Assigns an availability zone to each read replica. Replicas are spread evenly, and avoid the primary's zone if there is
 * another one. A replica's zone depends on its number only, so adding a replica does not move existing ones.
 *
 * For a Multi-AZ primary, which has no fixed zone because AWS selects two zones and failovers swap them, pass undefined:
 * the replicas are spread over all zones.
 */
export function assignReplicaZones(
  zones: readonly string[],
  primaryZone: string | undefined,
  replicas: number,
): string[] {
  const others = zones.filter((zone) => zone !== primaryZone);
  const candidates = others.length > 0 ? others : zones;
  return Array.from({ length: replicas }, (_, index) => candidates[index % candidates.length] ?? "");
}
