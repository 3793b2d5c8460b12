import type * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Cloud, Refusal } from "./cloud";
import { construct } from "./construct";
import { initializationFailed } from "./initialization";
import type { Properties } from "./resource-type";
import { Incomplete } from "./steps";
import { fromWire, toWire, unknown } from "./wire";

type Answer<Request, Response> = (request: Request, signal: AbortSignal) => Response | Promise<Response>;

/** The package whose provider a server simulates. */
export interface SimulatedPackage {
  readonly name: string;
  readonly version: string;
}

/**
 * Implements the provider protocol for one package with a simulated cloud. Declares support for previews, like the real aws
 * provider: a preview knows the inputs and the earlier outputs, and only values that the cloud computes later are unknown.
 *
 * @param scope separates objects in clusters from those of other stacks in the same cloud
 */
export function handlers(cloud: Cloud, simulated: SimulatedPackage, scope = ""): IResourceProviderServer {
  const config = configuration(cloud, simulated);
  return {
    handshake: unimplemented,
    parameterize: unimplemented,
    call: unimplemented,
    list: (call) => call.emit("error", Object.assign(new Error("List is not simulated"), { code: 12 })),
    getMapping: unary(() => new proto.GetMappingResponse()),
    getMappings: unary(() => new proto.GetMappingsResponse()),
    cancel: unary(() => new Empty()),
    attach: unary(() => new Empty()),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(simulated.version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: proto.CheckRequest) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary((request: proto.DiffRequest) => config.diff(request)),
    configure: unary((request: proto.ConfigureRequest) => config.configure(request)),
    invoke: unary((request: proto.InvokeRequest) =>
      new proto.InvokeResponse().setReturn(
        toWire(cloud.invoke(request.getTok(), fromWire(request.getArgs()))),
      ),
    ),
    check: unary((request: proto.CheckRequest) => check(cloud, request)),
    diff: unary((request: proto.DiffRequest) => diff(cloud, request)),
    create: unary((request: proto.CreateRequest, signal) => create(cloud, request, { signal, scope })),
    read: unary((request: proto.ReadRequest) => read(cloud, request)),
    update: unary((request: proto.UpdateRequest, signal) => update(cloud, request, signal)),
    delete: unary(async (request: proto.DeleteRequest) => {
      await cloud.delete(typeOf(request), request.getId());
      return new Empty();
    }),
    construct: unary((request: proto.ConstructRequest) =>
      construct(cloud.types, request, cloud.account.region),
    ),
  };
}

function check(cloud: Cloud, request: proto.CheckRequest): proto.CheckResponse {
  const earlier = request.hasOlds() ? fromWire(request.getOlds()) : undefined;
  const seed = Buffer.from(request.getRandomseed_asU8()).toString("hex");
  // The engine proposes a name if the config has an autonaming pattern.
  const proposed = request.getAutonaming()?.getProposedName() || undefined;
  const naming = { earlier, seed, proposed };
  const inputs = cloud.check(typeOf(request), nameOf(request), fromWire(request.getNews()), naming);
  return new proto.CheckResponse().setInputs(toWire(inputs));
}

function diff(cloud: Cloud, request: proto.DiffRequest): proto.DiffResponse {
  const type = typeOf(request);
  const earlier = fromWire(request.getOldInputs());
  const inputs = fromWire(request.getNews());
  for (const ignored of request.getIgnorechangesList()) {
    if (ignored in earlier) inputs[ignored] = earlier[ignored];
    else delete inputs[ignored];
  }
  const { changed, replaces } = cloud.diff(type, earlier, inputs, fromWire(request.getOlds()));
  const response = diffResponse(changed, replaces);
  const { deleteBeforeReplace = false } = cloud.types.resourceType(type);
  response.setDeletebeforereplace(
    typeof deleteBeforeReplace === "function" ? deleteBeforeReplace(inputs) : deleteBeforeReplace,
  );
  return response;
}

function diffResponse(changed: string[], replaces: string[]): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setHasdetaileddiff(true);
  const { UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  for (const property of changed) {
    const kind = replaces.includes(property) ? UPDATE_REPLACE : UPDATE;
    response.getDetaileddiffMap().set(property, new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

async function create(
  cloud: Cloud,
  request: proto.CreateRequest,
  place: { readonly signal: AbortSignal; readonly scope: string },
): Promise<proto.CreateResponse> {
  const type = typeOf(request);
  const inputs = fromWire(request.getProperties());
  if (request.getPreview()) {
    return new proto.CreateResponse().setProperties(
      toWire(withUnknown(inputs, cloud.unknownAtCreation(type, inputs))),
    );
  }
  const resource = await cloud.create(type, nameOf(request), inputs, place);
  return new proto.CreateResponse().setId(resource.id).setProperties(toWire(resource.outputs));
}

async function read(cloud: Cloud, request: proto.ReadRequest): Promise<proto.ReadResponse> {
  const resource = await cloud.read(typeOf(request), request.getId());
  if (!resource) return new proto.ReadResponse();
  return new proto.ReadResponse()
    .setId(resource.id)
    .setProperties(toWire(resource.outputs))
    .setInputs(toWire(resource.inputs));
}

async function update(
  cloud: Cloud,
  request: proto.UpdateRequest,
  signal: AbortSignal,
): Promise<proto.UpdateResponse> {
  const type = typeOf(request);
  const inputs = fromWire(request.getNews());
  if (request.getPreview()) {
    const [olds, oldInputs] = [fromWire(request.getOlds()), fromWire(request.getOldInputs())];
    const expected = cloud.previewUpdate(type, olds, oldInputs, inputs);
    const open = Object.keys(expected).filter((name) => expected[name] === undefined);
    return new proto.UpdateResponse().setProperties(toWire(withUnknown(expected, open)));
  }
  const resource = await cloud.update(type, request.getId(), inputs, signal);
  return new proto.UpdateResponse().setProperties(toWire(resource.outputs));
}

/** Handles the configuration of a provider, and determines which of its changes replace the resources. */
function configuration(cloud: Cloud, simulated: SimulatedPackage) {
  return {
    configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
      cloud.configure(simulated.name, fromWire(request.getArgs()));
      // A component provider must accept secrets. For other providers, the engine tracks them.
      return new proto.ConfigureResponse()
        .setSupportspreview(true)
        .setAcceptsecrets(cloud.types.hasComponents(simulated.name))
        .setSupportsAutonamingConfiguration(simulated.name === "aws");
    },
    diff(request: proto.DiffRequest): proto.DiffResponse {
      const earlier = fromWire(request.getOldInputs());
      const inputs = fromWire(request.getNews());
      const changed = Object.keys({ ...earlier, ...inputs }).filter(
        (key) => JSON.stringify(earlier[key]) !== JSON.stringify(inputs[key]),
      );
      // The Kubernetes provider replaces its resources if the cluster changes. It compares clusterIdentifier if it is set, else
      // the kubeconfig. Source: clusterIdentifier in the provider's documentation.
      const decides =
        "clusterIdentifier" in inputs ? ["clusterIdentifier"] : ["kubeconfig", "cluster", "context"];
      const replaces = simulated.name === "kubernetes" ? changed.filter((key) => decides.includes(key)) : [];
      return diffResponse(changed, replaces);
    },
  };
}

function withUnknown(properties: Properties, names: readonly string[]): Properties {
  return { ...properties, ...Object.fromEntries(names.map((name) => [name, unknown])) };
}

function typeOf(request: { getUrn(): string }): string {
  return request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(request: { getUrn(): string }): string {
  return request.getUrn().split("::").slice(3).join("::");
}

function unary<Request, Response>(
  answer: Answer<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    // A killed engine closes its connections, and its providers end.
    const ended = new AbortController();
    call.once("cancelled", () => ended.abort());
    Promise.resolve(call.request)
      .then((request) => answer(request, ended.signal))
      .then((response) => callback(null, response))
      .catch((error: Error) => {
        // A Refusal is a result of the cloud. Any other error is a defect of the simulation, and is shown with its stack trace.
        const message = error instanceof Refusal ? error.message : (error.stack ?? error.message);
        const metadata = error instanceof Incomplete ? { metadata: initializationFailed(error) } : {};
        callback({ name: error.name, code: 2, message, details: message, ...metadata });
      });
  };
}

const unimplemented: grpc.handleUnaryCall<unknown, never> = (_call, callback) => {
  callback({ name: "Unimplemented", code: 12, message: "not simulated", details: "not simulated" });
};
