import * as grpc from "@grpc/grpc-js";
import * as providerService from "@pulumi/pulumi/proto/provider_grpc_pb";
import { handlers } from "./provider";
import type { Cloud } from "./cloud";

/** A provider server that the engine can attach to. */
export interface ProviderServer {
  /** The port on the loopback interface. */
  readonly port: number;
  /** The value of PULUMI_DEBUG_PROVIDERS by which the engine takes this server for each provider. */
  readonly debugProviders: string;
  stop(): void;
}

const packages = ["aws", "awsx", "kubernetes", "random"];

/** Serves a simulated cloud as Pulumi providers, on a free port of the loopback interface. */
export async function serve(cloud: Cloud): Promise<ProviderServer> {
  // The engine sends whole states; gRPC's default limit of 4 MiB is too small for them.
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new grpc.Server(unlimited);
  server.addService(providerService.ResourceProviderService, handlers(cloud));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    debugProviders: packages.map((name) => `${name}:${port}`).join(","),
    stop: () => server.forceShutdown(),
  };
}
