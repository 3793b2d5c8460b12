import type { Cluster, PodObject } from "./cluster";

export function imageOf({ spec }: PodObject): string | undefined {
  return spec.containers[0]?.image;
}

/** The images of the API's serving pods. */
export async function imagesOf(cluster: Cluster): Promise<(string | undefined)[]> {
  return [...new Set((await cluster.servingPods("api")).map(imageOf))];
}

export async function configMapsInUse(cluster: Cluster): Promise<string[]> {
  const names = (await cluster.servingPods("api")).flatMap(({ spec }) =>
    (spec.containers[0]?.envFrom ?? []).flatMap(({ configMapRef }) => configMapRef?.name ?? []),
  );
  return [...new Set(names)];
}

export async function zonesOfNodes(cluster: Cluster): Promise<Map<string, string | undefined>> {
  const { items } = await cluster.get<{
    items: { metadata: { name: string; labels: Record<string, string> } }[];
  }>("nodes");
  return new Map(
    items.map(({ metadata }) => [metadata.name, metadata.labels["topology.kubernetes.io/zone"]]),
  );
}
