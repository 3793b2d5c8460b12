/**
 * Runs a policy pack as the official CLI's language host does. The pack's process needs the stack's config in its
 * environment when it starts, but the engine sends the config only over gRPC. A server in front of the pack starts
 * it with the config and forwards everything else. https://github.com/pulumi/pulumi/blob/master/sdk/policy_proxy.go
 */
import { type ChildProcess, spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";

/** Forwarded unchanged. */
const asIs = (bytes: Buffer) => bytes;
const raw = Object.fromEntries(
  Object.entries(AnalyzerService).map(([name, definition]) => [
    name,
    {
      ...definition,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  ]),
);
type Call = grpc.ServerUnaryCall<Buffer, Buffer>;
type Answer = grpc.sendUnaryData<Buffer>;

/** Implements RunPlugin for policy packs: the output goes to the engine, which reads the port first. */
export function runPolicyPack(
  call: grpc.ServerWritableStream<proto.RunPluginRequest, proto.RunPluginResponse>,
): void {
  const server = new grpc.Server();
  const write = (text: string | Buffer) =>
    call.write(new proto.RunPluginResponse().setStdout(Buffer.from(text)));
  let pack: ChildProcess | undefined;
  let client: Promise<grpc.Client> | undefined;
  /** Without config if the engine sends a request before ConfigureStack, as for publishing. */
  const started = (config: AnalyzerStackConfigureRequest | undefined) => {
    client ??= new Promise((resolve) => {
      pack = start(call.request, config);
      pack.stderr?.on("data", (data: Buffer) => call.write(new proto.RunPluginResponse().setStderr(data)));
      pack.stdout?.once("data", (port: Buffer) => {
        resolve(new grpc.Client(`127.0.0.1:${port.toString().trim()}`, grpc.credentials.createInsecure()));
        pack?.stdout?.on("data", write);
      });
      pack.once("exit", (code) => {
        server.forceShutdown();
        call.write(new proto.RunPluginResponse().setExitcode(code ?? 1));
        call.end();
      });
    });
    return client;
  };
  const passOn =
    ({ path }: grpc.MethodDefinition<unknown, unknown>) =>
    (incoming: Call, answer: Answer) =>
      started(undefined).then((to) => to.makeUnaryRequest(path, asIs, asIs, incoming.request, answer));
  const empty = (_: Call, answer: Answer) => answer(null, Buffer.alloc(0));
  server.addService(raw, {
    ...Object.fromEntries(Object.entries(AnalyzerService).map(([name, method]) => [name, passOn(method)])),
    handshake: empty,
    configureStack: (incoming: Call, answer: Answer) => {
      const config = AnalyzerStackConfigureRequest.deserializeBinary(incoming.request);
      void started(config).then(() => empty(incoming, answer));
    },
  });
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    write(`${port}\n`);
  });
  call.on("cancelled", () => {
    pack?.kill();
    server.forceShutdown();
  });
}

function start(
  request: proto.RunPluginRequest,
  config: AnalyzerStackConfigureRequest | undefined,
): ChildProcess {
  const folder = request.getInfo()?.getProgramDirectory() ?? "";
  const fromEngine = Object.fromEntries(request.getEnvList().map((each) => each.split(/=(.*)/s, 2)));
  const stack = config && {
    PULUMI_NODEJS_ORGANIZATION: config.getOrganization(),
    PULUMI_NODEJS_PROJECT: config.getProject(),
    PULUMI_NODEJS_STACK: config.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(config.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config.getConfigMap().getEntryList())),
  };
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
  return spawn(process.execPath, [runner, ...request.getArgsList(), folder], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...fromEngine, ...stack },
  });
}
