/**
 * Replaces `pulumi-language-nodejs`, which is part of the official CLI but not of an engine built from source: runs
 * a TypeScript program with `@pulumi/pulumi/cmd/run`, as the real one does, and a policy pack.
 * https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go
 */
import { spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { runPolicyPack } from "./policy-pack";

/** The CLI starts a language host with the address of its engine as the only argument without dashes. */
const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
/** The exit status of the real host if the program has already explained its failure. */
const explained = 32;

type Handler<Request> = (
  call: grpc.ServerUnaryCall<Request, unknown>,
  callback: grpc.sendUnaryData<unknown>,
) => void;

const answer =
  (response: () => unknown): Handler<unknown> =>
  (_call, callback) =>
    callback(null, response());

const run: Handler<proto.RunRequest> = ({ request }, callback) => {
  const info = request.getInfo();
  const typescript = info?.getOptions()?.toJavaScript().typescript !== false;
  const flags = {
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    parallel: request.getParallel(),
    pwd: request.getPwd(),
    monitor: request.getMonitorAddress(),
    engine,
  };
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const config = Object.fromEntries(request.getConfigMap().getEntryList());
  const program = spawn(
    process.execPath,
    [
      require.resolve("@pulumi/pulumi/cmd/run", { paths: [request.getPwd()] }),
      ...args,
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() || ".",
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
      },
    },
  );
  program.on("error", (error) => callback(null, new proto.RunResponse().setError(error.message)));
  program.on("exit", (code) => {
    const response = new proto.RunResponse();
    if (code === explained) response.setBail(true);
    else if (code !== 0) response.setError(`the program exited with status ${code}`);
    callback(null, response);
  });
};

const handlers = {
  getRequiredPlugins: answer(() => new proto.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new proto.GetRequiredPackagesResponse()),
  getPluginInfo: answer(() => new PluginInfo().setVersion("0.0.0")),
  runtimeOptionsPrompts: answer(() => new proto.RuntimeOptionsResponse()),
  about: answer(() => new proto.AboutResponse()),
  getProgramDependencies: answer(() => new proto.GetProgramDependenciesResponse()),
  run,
  runPlugin: runPolicyPack,
};

const notNeeded: Handler<unknown> = (_call, callback) =>
  callback({ code: grpc.status.UNIMPLEMENTED, details: "not needed here" });
const server = new grpc.Server();
const names = Object.keys(LanguageRuntimeService);
server.addService(
  LanguageRuntimeService,
  Object.assign(Object.fromEntries(names.map((name) => [name, notNeeded])), handlers),
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
