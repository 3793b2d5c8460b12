/**
 * Helm releases. Helm runs inside the provider, and keeps a record of each revision in the cluster: if the provider ends during an
 * operation, the record stays `pending-…`, and Helm rejects every later operation on the release.
 * Sources: pkg/action of helm.sh/helm/v3, and provider/pkg/provider/helm_release.go of pulumi/pulumi-kubernetes.
 */
import { logs } from "../aws/common";
import { fixed } from "../billing";
import type { Cloud, CloudResource } from "../cloud";
import { valueAt, withValue } from "../paths";
import { Refusal } from "../refusals";
import type { ResourceType } from "../resource-type";
import { Incomplete, type Stepped } from "../steps";
import { volumesOf } from "./capacity";
import { defineKind, missingObjects, objectId } from "./object";
import { beforePods, namespaceFirst, policiesFirst } from "./orders";

export const releaseType = "kubernetes:helm.sh/v3:Release";

/** Messages of Helm, which the provider returns unchanged. */
export const nameInUse = "cannot re-use a name that is still in use";
export const otherOperation = "another operation (install/upgrade/rollback) is in progress";

/** Releases whose last revision has one of these statuses cannot be upgraded. */
const pending: ReadonlySet<unknown> = new Set(["pending-install", "pending-upgrade", "pending-rollback"]);

/** The status of a release's last revision, such as `deployed`. */
function statusOf({ outputs }: Pick<CloudResource, "outputs">): unknown {
  return valueAt(outputs, "status.status");
}

/** Whether Helm rejects every later operation on the release. */
export function isBlocked(release: Pick<CloudResource, "outputs">): boolean {
  return pending.has(statusOf(release));
}

/** Begins a rollback outside Pulumi (`helm rollback`), which is then killed. */
export function leaveRollback(cloud: Cloud, release: CloudResource): void {
  const revision = Number(valueAt(release.outputs, "status.revision")) + 1;
  cloud.store({ ...withRevision(release, "pending-rollback", revision), previous: release });
}

/** Removes the revisions after the one that was deployed last, as `groundwork state releases --repair` does. */
export function removePending(cloud: Cloud, { type, id, previous }: CloudResource): void {
  if (previous) cloud.store(previous);
  else cloud.tamper(type, id, "delete");
}

function withRevision(resource: CloudResource, status: string, revision: number): CloudResource {
  const outputs = withValue(resource.outputs, "status.status", status);
  return { ...resource, outputs: withValue(outputs, "status.revision", revision) };
}

async function inSteps(operation: Stepped): Promise<CloudResource> {
  return operation.kind === "create" ? install(operation) : upgrade(operation);
}

async function install({ resource, record, remove, step }: Stepped): Promise<CloudResource> {
  record(withRevision(resource, "pending-install", 1));
  try {
    await step("install");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { atomic, name } = resource.inputs;
    if (atomic === true) {
      remove();
      throw new Refusal(
        `release ${name} failed, and has been uninstalled due to atomic being set: ${error.message}`,
      );
    }
    const failed = withRevision(resource, "failed", 1);
    record(failed);
    throw new Incomplete(
      `Helm release "${idIn(resource)}" was created, but failed to initialize completely. Use Helm CLI to investigate: ` +
        timeoutMessage(resource, error.message),
      failed,
    );
  }
  const deployed = withRevision(resource, "deployed", 1);
  record(deployed);
  return deployed;
}

async function upgrade({ resource, earlier, record, step }: Stepped): Promise<CloudResource> {
  if (earlier === undefined) throw new Error(`the upgrade of ${resource.name} has no earlier release`);
  if (isBlocked(earlier)) throw new Refusal(otherOperation);
  const revision = Number(valueAt(earlier.outputs, "status.revision") ?? 1) + 1;
  // Helm keeps the revision that was deployed last.
  const previous = statusOf(earlier) === "deployed" ? { ...earlier, previous: undefined } : earlier.previous;
  const begin = (status: string, from: CloudResource, at: number) =>
    record({ ...withRevision(from, status, at), previous });
  begin("pending-upgrade", resource, revision);
  try {
    await step("upgrade");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const failed = { ...withRevision(resource, "failed", revision), previous };
    record(failed);
    const explain = (message: string) =>
      `Helm release "${idIn(resource)}" failed to initialize completely. Use Helm CLI to investigate: error running update: ` +
      timeoutMessage(resource, message);
    if (resource.inputs.atomic !== true) throw new Incomplete(explain(error.message), failed);
    begin("pending-rollback", previous ?? earlier, revision + 1);
    await step("rollback");
    record(withRevision(previous ?? earlier, "deployed", revision + 1));
    const name = resource.inputs.name;
    throw new Incomplete(
      explain(`release ${name} failed, and has been rolled back due to atomic being set: ${error.message}`),
      failed,
    );
  }
  const deployed = withRevision(resource, "deployed", revision);
  record(deployed);
  return deployed;
}

const idIn = ({ inputs }: CloudResource) => `${inputs.namespace}/${inputs.name}`;
const timeoutMessage = (resource: CloudResource, message: string) =>
  `failed to become available within allocated timeout. Error: Helm Release ${idIn(resource)}: ${message}`;

export const resources = {
  [releaseType]: {
    ...defineKind(),
    autoName: { property: "name", maxLength: 53 },
    replaceOn: ["name", "namespace"],
    deleteBeforeReplace: true,
    id: ({ inputs, scope }) => objectId(scope, inputs.namespace, inputs.name),
    importId: ({ namespace, name }) => namespace && name && `${namespace}/${name}`,
    refuse: (subject) => missingObjects(subject, { namespace: "kubernetes:core/v1:Namespace" }),
    alreadyExists: () => nameInUse,
    inSteps,
    // The status of a release, as far as it is known before Helm reads the chart.
    outputs: {
      status: ({ inputs }) => ({
        name: inputs.name,
        namespace: inputs.namespace,
        chart: inputs.chart,
        version: inputs.version,
        status: "deployed",
        revision: 1,
      }),
      resourceNames: () => ({}),
    },
    // checkpointRelease of the provider: both are unknown in a preview.
    volatile: ["status", "resourceNames"],
    seconds: {
      create: 137,
      update: 60,
      delete: 30,
      source: `kube-prometheus-stack, ${logs}: median of 3 (109 to 154 s)`,
    },
    price: ({ inputs }) => [fixed("EBS gp3", volumesOf(inputs.values))],
    after: [
      ...beforePods,
      {
        first: ["kubernetes:storage.k8s.io/v1:StorageClass"],
        because: "a volume claim needs its storage class",
        source: "https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/",
      },
      namespaceFirst,
      policiesFirst,
      {
        first: ["kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"],
        because: "a controller does not start before it can read what it watches",
        source: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
      },
      {
        first: ["kubernetes:core/v1:Secret"],
        because: "the chart's pods mount it and do not start without it",
        source: "https://kubernetes.io/docs/concepts/configuration/secret/",
      },
    ],
  } satisfies ResourceType,
};
