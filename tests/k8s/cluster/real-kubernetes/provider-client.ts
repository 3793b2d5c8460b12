/** Calls Pulumi's Kubernetes provider as the engine does, without an engine. */

import type { Properties } from "@groundwork/rehearse/cloud/resource-type";
import { fromWire, toWire } from "@groundwork/rehearse/cloud/wire";
import { attach } from "@groundwork/rehearse/real-kubernetes/attachment";
import * as grpc from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";

/** A running process of the provider. */
export interface ProviderClient {
  /**
   * Checks the inputs, and creates the resource, or asks what a creation would do.
   *
   * @returns its id; empty in a preview
   * @throws Error with the provider's message
   */
  create(urn: string, inputs: Properties, step?: "up" | "preview"): Promise<string>;
  stop(): void;
}

type Call<Request, Response> = (
  request: Request,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => unknown;

/**
 * Starts the provider with a configuration, such as `{ kubeconfig: "…" }`.
 *
 * @param path of pulumi-resource-kubernetes
 */
export async function startProvider(
  path: string,
  configuration: Readonly<Record<string, string>>,
): Promise<ProviderClient> {
  const attachment = await attach(path, async () => {});
  const client = new ResourceProviderClient(
    `127.0.0.1:${attachment.port}`,
    grpc.credentials.createInsecure(),
  );
  const call = <Request, Response>(method: Call<Request, Response>, request: Request) =>
    new Promise<Response>((resolve, reject) => {
      method.call(client, request, (error, response) =>
        error === null ? resolve(response) : reject(new Error(error.details)),
      );
    });
  // No engine listens there: the provider writes its messages to it, and ignores that it cannot.
  await call(client.attach, new PluginAttach().setAddress("127.0.0.1:9"));
  const configure = new proto.ConfigureRequest();
  for (const [key, value] of Object.entries(configuration))
    configure.getVariablesMap().set(`kubernetes:config:${key}`, value);
  configure.setArgs(toWire(configuration)).setAcceptsecrets(true);
  await call(client.configure, configure);
  return {
    async create(urn, inputs, step = "up") {
      const check = new proto.CheckRequest().setUrn(urn).setNews(toWire(inputs));
      check.setRandomseed(Buffer.from(urn).toString("base64"));
      const checked = await call<proto.CheckRequest, proto.CheckResponse>(client.check, check);
      const failures = checked.getFailuresList().map((failure) => failure.getReason());
      if (failures.length > 0) throw new Error(failures.join("; "));
      const create = new proto.CreateRequest()
        .setUrn(urn)
        .setTimeout(30)
        .setPreview(step === "preview");
      create.setProperties(toWire(fromWire(checked.getInputs())));
      return (await call<proto.CreateRequest, proto.CreateResponse>(client.create, create)).getId();
    },
    stop() {
      client.close();
      attachment.stop();
    },
  };
}
