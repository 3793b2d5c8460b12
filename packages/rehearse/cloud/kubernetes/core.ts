import { autoName, defineKind, status } from "./object";
import { beforePods, namespaceFirst } from "./orders";

/** Both kinds are replaced by default: `enableConfigMapMutable` and `enableSecretMutable` of the provider are off. */
const content = ["data", "stringData", "binaryData", "type", "immutable"];

const roles = "kubernetes:rbac.authorization.k8s.io/v1:Role";

export const resources = {
  [roles]: defineKind({ after: [namespaceFirst] }),
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": defineKind({
    replaceOn: ["roleRef"],
    needs: { "roleRef.name": roles },
    after: [namespaceFirst],
  }),
  "kubernetes:core/v1:Namespace": defineKind({
    ...status({ phase: "Active" }),
    namespaced: false,
    after: beforePods,
  }),
  "kubernetes:core/v1:ResourceQuota": defineKind(status({})),
  "kubernetes:core/v1:LimitRange": defineKind(),
  "kubernetes:core/v1:ServiceAccount": defineKind(),
  // The generated name depends on the content, because a change of the content replaces the object.
  "kubernetes:core/v1:ConfigMap": defineKind({
    autoName: { ...autoName, content: ({ data }) => JSON.stringify(data) },
    replaceOn: content,
    after: [namespaceFirst],
  }),
  "kubernetes:core/v1:Secret": defineKind({
    replaceOn: content,
    secrets: ["data", "stringData"],
    after: [namespaceFirst],
  }),
  "kubernetes:core/v1:Service": defineKind({
    ...status({}),
    after: [
      {
        first: ["kubernetes:apps/v1:Deployment"],
        because: "the provider waits for a Service's endpoints, which need pods",
        source: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/core/v1/service/",
      },
    ],
  }),
  "kubernetes:storage.k8s.io/v1:StorageClass": defineKind({
    namespaced: false,
    replaceOn: ["parameters", "provisioner", "volumeBindingMode"],
  }),
};
