/**
 * Compares RDS instance classes, which decide `max_connections` and `max_worker_processes` of PostgreSQL.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */

/** Memory of the burstable classes below xlarge, in GiB. */
const BURSTABLE_GIB: Readonly<Record<string, number>> = { micro: 1, small: 2, medium: 4, large: 8 };

/** Memory for each vCPU, in GiB, by the first letters of the family. */
const GIB_PER_VCPU = { t: 4, m: 4, c: 2, r: 8, z1d: 8, x1: 15.25, x1e: 30.5, x2g: 16, x2idn: 16, x2iedn: 32 };

/** Memory in GiB and vCPU of a class such as db.m8g.large. Undefined if its family is not listed here. */
function sizeOf(instanceClass: string) {
  const [, family = "", size = ""] = instanceClass.split(".");
  const kind = /^[tmcr]\d/.test(family) ? family.slice(0, 1) : family;
  const gib = Object.entries(GIB_PER_VCPU).find(([name]) => name === kind)?.[1];
  if (gib === undefined) return undefined;
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return { vcpu: 4 * Number(times || 1), memoryGib: 4 * Number(times || 1) * gib };
  const vcpu = kind !== "t" && size === "medium" ? 1 : 2;
  return { vcpu, memoryGib: (kind === "t" ? BURSTABLE_GIB[size] : undefined) ?? vcpu * gib };
}

/** Whether a class has at least the memory and vCPU of another. Undefined if the size of one is not known. */
export function isAtLeastAsLarge(instanceClass: string, other: string): boolean | undefined {
  if (instanceClass === other) return true;
  const [one, two] = [sizeOf(instanceClass), sizeOf(other)];
  return one && two && one.memoryGib >= two.memoryGib && one.vcpu >= two.vcpu;
}
