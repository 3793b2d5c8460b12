/**
 * Runs the real plugin behind a server to which the engine attaches (PULUMI_DEBUG_PROVIDERS), as it does to the simulated providers.
 * Every call goes to the plugin, except that requests can be changed before.
 */
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import type * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { listen } from "../cloud/server";
import { startServer } from "../engine/child";

/** Changes a request before the plugin gets it. May throw: the engine gets the message, and the plugin is not called. */
export type Prepare = (method: string, request: unknown) => Promise<void>;

/** A server to which the engine attaches. */
export interface Attachment {
  readonly port: number;
  /** Stops the server and all processes of the plugin. */
  stop(): void;
}

const anySize = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * Serves a plugin on a free port of 127.0.0.1. Each connection of an engine has its own process of the plugin, as without a server in
 * between. The process gets the engine's address and ends with the engine: rpcutil.Healthcheck in provider.Main of pulumi/pulumi.
 */
export async function attach(path: string, prepare: Prepare): Promise<Attachment> {
  const processes = new Map<string, { readonly engine: string; readonly running: Promise<Running> }>();
  const stopProcess = (peer: string, running: Promise<Running>) => {
    processes.delete(peer);
    void running.then(
      ({ stop }) => stop(),
      () => undefined,
    );
  };
  const server = new grpc.Server(anySize);
  server.addService(ResourceProviderService, {
    ...forwarded(async (peer) => {
      const known = processes.get(peer);
      if (known === undefined) throw new Error(`the engine called ${path} before it attached to it`);
      return (await known.running).client;
    }, prepare),
    // The plugin then states in its answer to Configure what it supports, as in all versions.
    handshake: (_call: unknown, callback: grpc.sendUnaryData<unknown>) =>
      callback({ code: grpc.status.UNIMPLEMENTED, details: "not implemented" }),
    attach(call: grpc.ServerUnaryCall<plugin.PluginAttach, Empty>, callback: grpc.sendUnaryData<Empty>) {
      const engine = call.request.getAddress();
      for (const [peer, earlier] of processes)
        if (earlier.engine !== engine) stopProcess(peer, earlier.running);
      const running = start(path, engine);
      processes.set(call.getPeer(), { engine, running });
      running.then(
        () => callback(null, new Empty()),
        (error: Error) => callback(failure(error)),
      );
    },
  });
  const port = await listen(server);
  return {
    port,
    stop() {
      server.forceShutdown();
      for (const [peer, { running }] of processes) stopProcess(peer, running);
    },
  };
}

/** A process of the plugin. */
interface Running {
  readonly client: grpc.Client;
  stop(): void;
}

/** Starts the plugin as the engine does: its argument is the engine's address, and it prints its port. */
async function start(path: string, engine: string): Promise<Running> {
  const child = startServer(path, [engine]);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  const port = await firstLine(child, () => errors);
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    ...anySize,
    "grpc.use_local_subchannel_pool": 1,
  });
  return {
    client,
    stop() {
      client.close();
      child.kill("SIGTERM");
    },
  };
}

function firstLine(child: ReturnType<typeof startServer>, errors: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(
        new Error(`${child.spawnfile} ended with ${code ?? signal} before it served: ${errors().trim()}`),
      ),
    );
    const { stdout } = child;
    if (!stdout) return;
    createInterface({ input: stdout }).once("line", (line) => {
      const port = Number(line);
      if (Number.isInteger(port) && port > 0) resolve(port);
      else reject(new Error(`${child.spawnfile} printed ${JSON.stringify(line)} in place of its port`));
    });
  });
}

/** Handlers that pass each call to the plugin of its connection. */
function forwarded(
  clientOf: (peer: string) => Promise<grpc.Client>,
  prepare: Prepare,
): grpc.UntypedServiceImplementation {
  const service: grpc.ServiceDefinition = ResourceProviderService;
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      method.responseStream
        ? stream(clientOf, method)
        : unary(clientOf, method, (request) => prepare(name, request)),
    ]),
  );
}

type Method = grpc.MethodDefinition<unknown, unknown>;

function unary(
  clientOf: (peer: string) => Promise<grpc.Client>,
  { path, requestSerialize, responseDeserialize }: Method,
  prepare: (request: unknown) => Promise<void>,
): grpc.handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    let forwarding: grpc.ClientUnaryCall | undefined;
    call.once("cancelled", () => forwarding?.cancel());
    clientOf(call.getPeer())
      .then(async (client) => {
        await prepare(call.request);
        forwarding = client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          call.request,
          call.metadata,
          // An error's details, such as those of a resource whose initialization failed, are in its metadata.
          (error, response) => callback(error, response),
        );
      })
      .catch((error: Error) => callback(failure(error)));
  };
}

function stream(
  clientOf: (peer: string) => Promise<grpc.Client>,
  { path, requestSerialize, responseDeserialize }: Method,
): grpc.handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    clientOf(call.getPeer())
      .then((client) => {
        const answers = client.makeServerStreamRequest(
          ...([path, requestSerialize, responseDeserialize, call.request, call.metadata] as const),
        );
        answers.on("error", (error) => call.emit("error", error)).pipe(call);
      })
      .catch((error: Error) => call.emit("error", failure(error)));
  };
}

function failure({ name, message }: Error): grpc.ServiceError {
  return Object.assign(new Error(message), {
    name,
    code: grpc.status.UNKNOWN,
    details: message,
    metadata: new grpc.Metadata(),
  });
}
