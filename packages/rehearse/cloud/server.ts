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

/** Serves each package of a simulated cloud as a Pulumi provider, on a free port of 127.0.0.1. */
export async function serve(cloud: Cloud): Promise<ProviderServers> {
  const packages = cloud.types.packageNames.map((name) => ({
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
        server.addService(providerService.ResourceProviderService, handlers(cloud, { name, version }));
        return `${name}:${await listen(server)}`;
      }),
    );
    return { debugProviders: addresses.join(","), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

// Properties of a resource can be larger than gRPC's default limit of 4 MiB.
const anySize = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
