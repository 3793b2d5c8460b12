/** The names of clusters, without Pulumi: the tools find a stack's cluster by its name. */

/** Derives the beginning of a cluster's name. EKS allows 100 characters, including the suffix, and no dots. */
export function clusterNamePrefix(project: string, stack: string): string {
  const prefix = `${project}-${stack}`.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  return prefix.replace(/^[_-]+/, "").slice(0, 91);
}

/** Matches the names of a stack's clusters: the suffix is a `random.RandomId` of 4 bytes. */
export function clusterNamePattern(project: string, stack: string): RegExp {
  return new RegExp(`^${clusterNamePrefix(project, stack)}-[0-9a-f]{8}$`);
}
