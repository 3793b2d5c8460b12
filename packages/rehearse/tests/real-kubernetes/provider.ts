/**
 * A stand-in for Pulumi's Kubernetes provider, as a plugin: its argument is the engine's address, and it prints its port. It applies the
 * objects with kubectl and the kubeconfig that it gets, and writes each call to the file in STAND_IN_CALLS. It imitates nothing else of the
 * provider: it waits for Ingresses only, and installs no chart.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { isProperties, same, valueAt } from "../../cloud/paths";
import { fromWire, toWire } from "../../cloud/wire";
import { itemsIn } from "../../real-kubernetes/objects";

type Inputs = ReturnType<typeof fromWire>;

// The user's kubectl: no package has it.
const program = "kubectl";
const [engine] = process.argv.slice(2);
const file = join(mkdtempSync(join(tmpdir(), "stand-in-")), "kubeconfig");

function record(method: string, request: { getUrn?: () => string }, more: object = {}): void {
  const type = request.getUrn?.().split("::")[2]?.split("$").at(-1);
  appendFileSync(process.env.STAND_IN_CALLS ?? "", `${JSON.stringify({ method, type, engine, ...more })}\n`);
}

function kubectl(args: readonly string[], input?: object): string {
  return execFileSync(program, ["--kubeconfig", file, ...args], {
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    input: input === undefined ? "" : JSON.stringify(input),
  });
}

const typeOf = (request: { getUrn(): string }) => request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
const isRelease = (request: { getUrn(): string }) => typeOf(request) === "kubernetes:helm.sh/v3:Release";

function live(inputs: Inputs): Inputs | undefined {
  const found = kubectl(["get", "--filename", "-", "--ignore-not-found", "--output", "json"], inputs);
  return itemsIn(found)[0];
}

/** The live values of what the inputs set. */
function restricted(value: unknown, inputs: unknown): unknown {
  if (!isProperties(value) || !isProperties(inputs)) return value;
  return Object.fromEntries(Object.keys(inputs).map((key) => [key, restricted(value[key], inputs[key])]));
}

async function apply(request: proto.CreateRequest | proto.UpdateRequest, inputs: Inputs): Promise<Inputs> {
  if (isRelease(request)) return inputs;
  const flags = ["--server-side", "--force-conflicts", "--field-manager=stand-in", "--output", "json"];
  let [object] = itemsIn(kubectl(["apply", ...flags, "--filename", "-"], inputs));
  while (inputs.kind === "Ingress" && valueAt(object ?? {}, "status.loadBalancer.ingress") === undefined) {
    await sleep(200);
    object = live(inputs);
  }
  return { ...inputs, status: valueAt(object ?? {}, "status") ?? {} };
}

const answers = {
  getPluginInfo: () => new PluginInfo().setVersion("4.34.2"),
  checkConfig: (request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews()),
  diffConfig: () => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE),
  configure(request: proto.ConfigureRequest) {
    const kubeconfig = request.getVariablesMap().get("kubernetes:config:kubeconfig") ?? "";
    writeFileSync(file, kubeconfig, { mode: 0o600 });
    record("configure", {}, { server: valueAt(JSON.parse(kubeconfig), "clusters") });
    return new proto.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(false);
  },
  check(request: proto.CheckRequest) {
    const [, version = "", kind = ""] = typeOf(request).split(":");
    const inputs = fromWire(request.getNews());
    if (isRelease(request)) return new proto.CheckResponse().setInputs(toWire(inputs));
    const name = valueAt(inputs, "metadata.name") ?? `${request.getUrn().split("::").at(-1)}-1`;
    const metadata = { ...(isProperties(inputs.metadata) ? inputs.metadata : {}), name };
    const object = { apiVersion: version.replace(/^core\//, ""), kind, ...inputs, metadata };
    return new proto.CheckResponse().setInputs(toWire(object));
  },
  diff(request: proto.DiffRequest) {
    const [before, after] = [fromWire(request.getOldInputs()), fromWire(request.getNews())];
    const changed = Object.keys({ ...before, ...after }).filter((key) => !same(before[key], after[key]));
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    return new proto.DiffResponse()
      .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList(changed);
  },
  async create(request: proto.CreateRequest) {
    const inputs = fromWire(request.getProperties());
    if (request.getPreview()) return new proto.CreateResponse().setProperties(request.getProperties());
    record("create", request, { skipAwait: valueAt(inputs, "metadata.annotations") ?? inputs.skipAwait });
    const outputs = await apply(request, inputs);
    const [name, namespace] = ["name", "namespace"].map(
      (key) => valueAt(inputs, `metadata.${key}`) ?? inputs[key],
    );
    return new proto.CreateResponse().setId(`${namespace ?? ""}/${name}`).setProperties(toWire(outputs));
  },
  read(request: proto.ReadRequest) {
    const inputs = fromWire(request.getInputs());
    const answer = new proto.ReadResponse().setId(request.getId());
    if (isRelease(request))
      return answer.setProperties(request.getProperties()).setInputs(request.getInputs());
    const object = live(inputs);
    if (object === undefined) return new proto.ReadResponse();
    const found = restricted(
      object,
      Object.fromEntries(Object.entries(inputs).filter(([key]) => key === "metadata")),
    );
    const now = { ...inputs, ...(isProperties(found) ? found : {}) };
    const outputs = { ...fromWire(request.getProperties()), ...now };
    return answer.setInputs(toWire(now)).setProperties(toWire(outputs));
  },
  async update(request: proto.UpdateRequest) {
    const inputs = fromWire(request.getNews());
    if (request.getPreview()) return new proto.UpdateResponse().setProperties(request.getNews());
    record("update", request);
    return new proto.UpdateResponse().setProperties(toWire(await apply(request, inputs)));
  },
  delete(request: proto.DeleteRequest) {
    record("delete", request);
    if (!isRelease(request))
      kubectl(["delete", "--filename", "-", "--ignore-not-found"], fromWire(request.getOldInputs()));
    return new Empty();
  },
  cancel: () => new Empty(),
};

function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then((response) => callback(null, response))
      .catch((error: Error & { stderr?: string }) =>
        callback({ code: grpc.status.UNKNOWN, details: `${error.message}\n${error.stderr ?? ""}` }),
      );
  };
}

const server = new grpc.Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
});
server.addService(ResourceProviderService, {
  getPluginInfo: unary(answers.getPluginInfo),
  checkConfig: unary(answers.checkConfig),
  diffConfig: unary(answers.diffConfig),
  configure: unary(answers.configure),
  check: unary(answers.check),
  diff: unary(answers.diff),
  create: unary(answers.create),
  read: unary(answers.read),
  update: unary(answers.update),
  delete: unary(answers.delete),
  cancel: unary(answers.cancel),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
  // As the real provider, it ends with its engine.
  const [host, enginePort] = (engine ?? "").split(":");
  setInterval(() => {
    const socket = connect(Number(enginePort), host);
    socket.once("error", () => process.exit(0));
    socket.once("connect", () => socket.destroy());
  }, 2000);
});
