import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resources from "@pulumi/pulumi/proto/resource_pb";
import type { Register, Registered } from "./component";
import { Refusal, whereToAdd } from "./refusals";
import type { Registry } from "./registry";
import { sdkVersion } from "./sdk-version";
import { fromWire, resourceReference, toWire, unknown } from "./wire";

/** Constructs a component that a package implements in another language: registers its children with the engine. */
export async function construct(
  types: Registry,
  request: proto.ConstructRequest,
  region: string,
): Promise<proto.ConstructResponse> {
  const type = request.getType();
  const build = types.component(type);
  if (!build) throw new Refusal(`the simulated cloud cannot construct ${type}: ${whereToAdd(type)}`);
  const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
  });
  const pending: Promise<Registered>[] = [];
  try {
    const component = new resources.RegisterResourceRequest()
      .setType(type)
      .setName(request.getName())
      .setParent(request.getParent())
      .setCustom(false)
      .setDependenciesList(request.getDependenciesList())
      .setAcceptsecrets(true)
      .setSupportspartialvalues(true);
    if (request.hasProtect()) component.setProtect(request.getProtect() ?? false);
    const { urn } = await send(monitor, component);
    const provider = request.getProvidersMap().get("aws");
    const register: Register = ({ type: childType, name, inputs, parent, dependsOn }) => {
      const child = new resources.RegisterResourceRequest()
        .setType(childType)
        .setName(name)
        .setParent(parent?.urn ?? urn)
        .setCustom(true)
        .setObject(toWire(inputs))
        .setDependenciesList(dependsOn.map((each) => each.urn))
        .setAcceptsecrets(true)
        .setSupportspartialvalues(true);
      if (provider !== undefined) child.setProvider(provider);
      // A default provider is one of a version: without it, the children would have another one than the program's resources.
      else child.setVersion(sdkVersion("aws", types.sdkOf("aws")));
      if (request.hasProtect()) child.setProtect(request.getProtect() ?? false);
      const registered = send(monitor, child);
      pending.push(registered);
      return registered;
    };
    const state = toWire(await build(request.getName(), fromWire(request.getInputs()), register, region));
    await new Promise<void>((resolve, reject) => {
      const outputs = new resources.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(state);
      monitor.registerResourceOutputs(outputs, (error) => (error ? reject(error) : resolve()));
    });
    return new proto.ConstructResponse().setUrn(urn).setState(state);
  } finally {
    // Children whose registration has begun may still be created; the engine waits for the result.
    await Promise.allSettled(pending);
    monitor.close();
  }
}

function send(
  monitor: ResourceMonitorClient,
  request: resources.RegisterResourceRequest,
): Promise<Registered> {
  return new Promise((resolve, reject) => {
    monitor.registerResource(request, (error, response) => {
      if (error) return reject(error);
      const id = response.getId() || unknown;
      const urn = response.getUrn();
      const outputs = fromWire(response.getObject());
      resolve({ urn, id, outputs, reference: resourceReference(urn, id) });
    });
  });
}
