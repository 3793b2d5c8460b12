/** How requests of the engine are changed before the real Kubernetes provider gets them. */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isProperties } from "../cloud/paths";
import type { Properties } from "../cloud/resource-type";
import { fromWire } from "../cloud/wire";
import type { Prepare } from "./attachment";
import type { KubernetesObject } from "./objects";

/** What becomes of the requests. */
export interface Handling {
  /** The kubeconfig of the cluster, which takes the place of the program's. */
  readonly kubeconfig: string;
  /** Called before an object or release is created. Throws if it must not be. */
  readonly beforeCreate: (type: string, object: KubernetesObject) => Promise<void>;
}

/**
 * Objects whose readiness needs images, nodes or volumes of AWS. The provider waits for all others.
 * https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/ ("pulumi.com/skipAwait")
 */
const notAwaited = [
  "apps/v1:DaemonSet",
  "apps/v1:Deployment",
  "apps/v1:StatefulSet",
  "argoproj.io/v1alpha1:Rollout",
  "batch/v1:Job",
  "core/v1:PersistentVolumeClaim",
  "core/v1:Pod",
  // A Service waits for the addresses of its pods.
  "core/v1:Service",
];

const release = "kubernetes:helm.sh/v3:Release";

/** Gives the provider the kubeconfig of the cluster, and lets it not wait for pods. */
export function prepareRequests({ kubeconfig, beforeCreate }: Handling): Prepare {
  return async (_method, request) => {
    if (request instanceof proto.ConfigureRequest) setKubeconfig(request, kubeconfig);
    if (request instanceof proto.CheckRequest) skipAwait(request);
    if (request instanceof proto.CreateRequest && !request.getPreview())
      await beforeCreate(typeOf(request), fromWire(request.getProperties()));
  };
}

/** The provider reads the variables, and a later version may read the arguments. */
function setKubeconfig(request: proto.ConfigureRequest, kubeconfig: string): void {
  const prefix = "kubernetes:config:";
  const variables = request.getVariablesMap();
  for (const name of ["cluster", "context"]) variables.del(`${prefix}${name}`);
  variables.set(`${prefix}kubeconfig`, kubeconfig);
  const { cluster: _, context: __, ...others } = plainOf(request.getArgs());
  request.setArgs(Struct.fromJavaScript({ ...others, kubeconfig }));
}

function skipAwait(request: proto.CheckRequest): void {
  const type = typeOf(request);
  const inputs = plainOf(request.getNews());
  if (type === release) {
    request.setNews(Struct.fromJavaScript({ ...inputs, skipAwait: true }));
    return;
  }
  if (!notAwaited.some((kind) => type === `kubernetes:${kind}`)) return;
  // Secrets and unknown values keep their form: only an annotation is added.
  const metadata = isProperties(inputs.metadata) ? inputs.metadata : {};
  if (rpc.specialSigKey in metadata) return;
  const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
  const all = { ...annotations, "pulumi.com/skipAwait": "true" };
  request.setNews(Struct.fromJavaScript({ ...inputs, metadata: { ...metadata, annotations: all } }));
}

function plainOf(struct: Struct | undefined): Properties {
  const value: unknown = struct?.toJavaScript() ?? {};
  return isProperties(value) ? value : {};
}

function typeOf(request: { getUrn(): string }): string {
  return request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
}
