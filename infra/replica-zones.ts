/**
 * The availability zone in which each read replica is created: spread evenly, and away from the primary's zone as
 * long as there is another. It depends on the replica's number alone, so that to add one moves no other.
 *
 * A Multi-AZ primary has no fixed zone (AWS chooses two, and a failover swaps them): pass undefined, and the
 * replicas are spread over all zones.
 */
export function replicaZones(
  zones: readonly string[],
  primaryZone: string | undefined,
  replicas: number,
): string[] {
  const others = zones.filter((zone) => zone !== primaryZone);
  const candidates = others.length > 0 ? others : zones;
  return Array.from({ length: replicas }, (_, index) => candidates[index % candidates.length] ?? "");
}
