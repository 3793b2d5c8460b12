import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { toWire } from "../../cloud/wire";
import { prepareRequests } from "../../real-kubernetes/requests";

const created: string[] = [];
const prepare = prepareRequests({
  kubeconfig: "of the user",
  beforeCreate: async (type) => {
    created.push(type);
  },
});
const urnOf = (type: string) => `urn:pulumi:dev::shop::groundwork:k8s:Gallery$${type}::name`;

async function checked(type: string, inputs: Record<string, unknown>) {
  const request = new proto.CheckRequest().setUrn(urnOf(type)).setNews(toWire(inputs));
  await prepare("check", request);
  return request.getNews()?.toJavaScript();
}

test("the provider gets the user's kubeconfig in place of the program's, and no context of it", async () => {
  const request = new proto.ConfigureRequest().setArgs(
    Struct.fromJavaScript({ kubeconfig: "of the program", context: "one", clusterIdentifier: "arn" }),
  );
  request.getVariablesMap().set("kubernetes:config:kubeconfig", "of the program");
  request.getVariablesMap().set("kubernetes:config:context", "one");
  await prepare("configure", request);
  expect(request.getArgs()?.toJavaScript()).toEqual({ kubeconfig: "of the user", clusterIdentifier: "arn" });
  expect([...request.getVariablesMap().entries()]).toEqual([["kubernetes:config:kubeconfig", "of the user"]]);
});

test("the provider does not wait for pods, and waits for all other objects", async () => {
  const metadata = { name: "api", annotations: { other: "kept" } };
  expect(await checked("kubernetes:apps/v1:Deployment", { metadata })).toEqual({
    metadata: { name: "api", annotations: { other: "kept", "pulumi.com/skipAwait": "true" } },
  });
  // Its pods, and its controller, need nodes.
  expect(await checked("kubernetes:argoproj.io/v1alpha1:Rollout", { metadata })).toEqual({
    metadata: { name: "api", annotations: { other: "kept", "pulumi.com/skipAwait": "true" } },
  });
  expect(await checked("kubernetes:core/v1:ConfigMap", { metadata })).toEqual({ metadata });
  expect(await checked("kubernetes:networking.k8s.io/v1:Ingress", { metadata })).toEqual({ metadata });
  expect(await checked("kubernetes:helm.sh/v3:Release", { chart: "a" })).toEqual({
    chart: "a",
    skipAwait: true,
  });
});

test("secret inputs stay secrets", async () => {
  const secret = { [rpc.specialSigKey]: rpc.specialSecretSig, value: "password" };
  const release = await checked("kubernetes:helm.sh/v3:Release", { values: secret });
  expect(release).toEqual({ values: secret, skipAwait: true });
});

test("a creation is announced before the provider makes it, and a preview is not", async () => {
  const request = (preview: boolean) =>
    new proto.CreateRequest().setUrn(urnOf("kubernetes:core/v1:Namespace")).setPreview(preview);
  await prepare("create", request(true));
  expect(created).toEqual([]);
  await prepare("create", request(false));
  expect(created).toEqual(["kubernetes:core/v1:Namespace"]);
});
