import * as grpc from "@grpc/grpc-js";
import * as providerService from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Cloud } from "./cloud";
import { handlers } from "./provider";
import { sdkVersion } from "./sdk-version";

/** Provider servers that the engine can attach to. */
export interface ProviderServers {
  /** The value of PULUMI_DEBUG_PROVIDERS that makes the engine use them in place of the real providers. */
  readonly debugProviders: string;
  stop(): void;
}

/**
 * Serves each package of a simulated cloud as a Pulumi provider, on a free port of 127.0.0.1.
 *
 * @param others ports of other providers that the engine uses in place of the simulated ones, by package
 * @param scope separates objects in clusters from those of other stacks in the same cloud
 */
export async function serve(
  cloud: Cloud,
  others: Readonly<Record<string, number>> = {},
  scope = "",
): Promise<ProviderServers> {
  const names = cloud.types.packageNames.filter((name) => !(name in others));
  const packages = names.map((name) => ({
    name,
    version: sdkVersion(name, cloud.types.sdkOf(name)),
  }));
  const servers = packages.map((simulated) => ({ ...simulated, server: new grpc.Server(anySize) }));
  const stop = () => {
    for (const { server } of servers) server.forceShutdown();
  };
  try {
    const addresses = await Promise.all(
      servers.map(async ({ server, name, version }) => {
        server.addService(providerService.ResourceProviderService, handlers(cloud, { name, version }, scope));
        return `${name}:${await listen(server)}`;
      }),
    );
    const attached = Object.entries(others).map(([name, port]) => `${name}:${port}`);
    return { debugProviders: [...addresses, ...attached].join(","), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

// Properties of a resource can be larger than gRPC's default limit of 4 MiB.
const anySize = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Lets a server listen on a free port of 127.0.0.1. Returns the port. */
export function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
