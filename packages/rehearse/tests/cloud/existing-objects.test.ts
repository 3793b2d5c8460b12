import { newCloud } from "../../cloud";
import { nameInUse } from "../../cloud/kubernetes/helm";

/** Creates an object that the state does not contain, and then the program's object of the same name. */
function createTwice(type: string, inputs: Readonly<Record<string, unknown>>): Promise<unknown> {
  const cloud = newCloud();
  const create = (name: string) => cloud.create(type, name, inputs);
  return create("earlier").then(() => create("mine"));
}
const object = (apiVersion: string, kind: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name: "shop", ...(namespace && { namespace }) },
});

test.each([
  ["core/v1:Namespace", object("v1", "Namespace"), 'resource shop .*: namespaces "shop" already exists'],
  [
    "core/v1:ConfigMap",
    object("v1", "ConfigMap", "default"),
    'resource default/shop .*: configmaps "shop" already exists',
  ],
  [
    "apps/v1:Deployment",
    { ...object("apps/v1", "Deployment", "default"), spec: {} },
    'resource default/shop .*: deployments.apps "shop" already exists',
  ],
  [
    "batch/v1:Job",
    { ...object("batch/v1", "Job", "default"), spec: {} },
    'resource default/shop .*: jobs.batch "shop" already exists',
  ],
  [
    "networking.k8s.io/v1:NetworkPolicy",
    { ...object("networking.k8s.io/v1", "NetworkPolicy", "default"), spec: {} },
    'networkpolicies.networking.k8s.io "shop" already exists',
  ],
  [
    "storage.k8s.io/v1:StorageClass",
    { ...object("storage.k8s.io/v1", "StorageClass"), provisioner: "ebs.csi.eks.amazonaws.com" },
    'storageclasses.storage.k8s.io "shop" already exists',
  ],
])(
  "kubernetes:%s: an object that exists and is not in the state is not taken over",
  async (type, inputs, message) => {
    await expect(createTwice(`kubernetes:${type}`, inputs)).rejects.toThrow(new RegExp(message));
  },
);

test("a Helm release that exists and is not in the state is refused with Helm's answer", async () => {
  const release = { name: "shop", namespace: "default", chart: "shop", values: {} };
  await expect(createTwice("kubernetes:helm.sh/v3:Release", release)).rejects.toThrow(nameInUse);
});
