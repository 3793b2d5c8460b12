/** A kubelet that answers requests for logs. kwok's simulated nodes have none. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import type { Cluster } from "./cluster";

/** A running server, and the requests for logs since its start. */
export interface Kubelet {
  /** Path and query of each request, such as `/containerLogs/gallery/api-1/api?tailLines=10`. */
  readonly requests: readonly string[];
  close(): void;
}

/** Starts the server, and makes every node of the cluster name it as its kubelet. */
export async function startKubelet(cluster: Cluster): Promise<Kubelet> {
  const requests: string[] = [];
  // The API server does not verify a kubelet's certificate by default, so its own one will do.
  const path = "jsonpath={.clusters[0].cluster.certificate-authority}";
  const certificate = await cluster.kubectl("config", "view", "-o", path);
  const [cert, key] = [certificate, join(certificate, "..", "apiserver.key")].map((file) =>
    readFileSync(file),
  );
  const server = createServer({ cert, key }, ({ url = "" }, response) => {
    requests.push(url);
    response.end(`the log of ${url.split("?")[0]?.split("/").slice(2).join(" ")}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const Port = typeof address === "object" ? address?.port : undefined;
  const status = {
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
    daemonEndpoints: { kubeletEndpoint: { Port } },
  };
  const names = (await cluster.get<{ items: { metadata: { name: string } }[] }>("nodes")).items;
  for (const { metadata } of names)
    await cluster.kubectl(
      ...["patch", "node", metadata.name, "--subresource=status", "--type=merge"],
      ...["-p", JSON.stringify({ status })],
    );
  return {
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
