/**
 * Helm releases that a killed operation has blocked. Helm records each revision in a Secret. If the process that runs Helm ends
 * during an operation, the last revision stays `pending-…`, and Helm rejects every later operation on the release.
 * https://github.com/pulumi/pulumi-kubernetes/issues/2054
 */
import { Explained } from "@groundwork/rehearse/errors/explained";

/** A revision of a release, as a Secret of Helm records it. */
export interface Revision {
  readonly number: number;
  /** Such as `deployed`, `superseded`, `failed` or `pending-upgrade`. */
  readonly status: string;
  /** When the operation began. */
  readonly since: Date;
  readonly secret: string;
}

/** A release with all revisions that Helm keeps, oldest first. */
export interface Release {
  readonly namespace: string;
  readonly name: string;
  readonly revisions: readonly Revision[];
}

/** Labels of Helm's Secrets: pkg/storage/driver/secrets.go of helm.sh/helm/v3. */
const fields = [
  ".metadata.namespace",
  ".metadata.labels.name",
  ".metadata.labels.version",
  ".metadata.labels.status",
  ".metadata.creationTimestamp",
  ".metadata.name",
];
/** One line per Secret, without its content. */
const columns = `{range .items[*]}${fields.map((field) => `{${field}}`).join('{"\\t"}')}{"\\n"}{end}`;

/** Reads the lines of {@link listReleases}: one per Secret. */
export function parseReleases(lines: string): readonly Release[] {
  const releases = new Map<string, Release & { readonly revisions: Revision[] }>();
  for (const line of lines.split("\n").filter((each) => each !== "")) {
    const [namespace = "", name = "", version = "", status = "", since = "", secret = ""] = line.split("\t");
    // Other Secrets can have the label too.
    if (name === "" || status === "" || !/^\d+$/.test(version) || !secret.startsWith("sh.helm.release."))
      continue;
    const key = `${namespace}/${name}`;
    const release = releases.get(key) ?? { namespace, name, revisions: [] };
    releases.set(key, release);
    release.revisions.push({ number: Number(version), status, since: new Date(since), secret });
  }
  for (const { revisions } of releases.values()) revisions.sort((one, other) => one.number - other.number);
  return [...releases.values()];
}

/** Whether an operation on the release runs, or was killed: then Helm rejects every other operation. */
export function isPending({ revisions }: Release): boolean {
  return /^pending-/.test(revisions.at(-1)?.status ?? "");
}

/**
 * The revisions whose records a repair removes: those after the revision that was deployed last. Without a deployed revision, the
 * pending ones at the end.
 */
export function revisionsToRemove({ revisions }: Release): readonly Revision[] {
  const deployed = revisions.findLastIndex(({ status }) => status === "deployed");
  if (deployed >= 0) return revisions.slice(deployed + 1);
  return revisions.slice(revisions.findLastIndex(({ status }) => !status.startsWith("pending-")) + 1);
}

/** Describes a release in one line, and a pending one with the next step. */
export function describeRelease(release: Release, now = new Date()): string {
  const last = release.revisions.at(-1);
  const line = `${release.namespace}/${release.name}: revision ${last?.number} is ${last?.status}`;
  if (last?.status === "uninstalling") return `${line}\n    a destroy was interrupted: run it again`;
  if (last === undefined || !isPending(release)) return line;
  const minutes = Math.floor((now.getTime() - last.since.getTime()) / 60_000);
  const kept = release.revisions.find(
    ({ number }) => number === (revisionsToRemove(release)[0]?.number ?? 0) - 1,
  );
  const next = kept
    ? `revision ${kept.number} (${kept.status}) counts again`
    : "Helm installs the release again";
  return `${line} since ${minutes} min: no other operation is possible\n    after a repair, ${next}`;
}

/**
 * Minutes after which no process can work on an operation any more: 10 for Helm's timeout (k8s/monitoring/monitoring.ts), and 5 until
 * a provider whose engine was killed notices it (rpcutil.Healthcheck in provider.Main of pulumi/pulumi).
 */
const minutesUntilEnded = 15;

/** Runs kubectl. Returns its output. @throws Explained if it fails */
export type Kubectl = (...args: readonly string[]) => Promise<string>;

/** All releases of the cluster. */
export async function listReleases(kubectl: Kubectl): Promise<readonly Release[]> {
  const output = `jsonpath=${columns}`;
  return parseReleases(
    await kubectl("get", "secrets", "--all-namespaces", "--selector", "owner=helm", "--output", output),
  );
}

/**
 * Removes the records of the revisions that follow the last deployed one. It removes no object of the release, so that volumes and what
 * they store stay. The next `up` upgrades the release, or installs it again; Helm takes over objects that have its labels.
 *
 * @param name `NAMESPACE/NAME`
 * @param providerIsGone confirms that no process works on the operation
 * @returns the removed revisions
 * @throws Explained if there is no such release, it is not pending, or its operation may still run. Nothing is changed then.
 */
export async function repairRelease(
  kubectl: Kubectl,
  name: string,
  { providerIsGone = false, now = new Date() } = {},
): Promise<readonly Revision[]> {
  const releases = await listReleases(kubectl);
  const release = releases.find((each) => `${each.namespace}/${each.name}` === name);
  const names = releases.map((each) => `${each.namespace}/${each.name}`).join(", ") || "none";
  if (release === undefined)
    throw new Explained(`${name} is not a release of the cluster, as NAMESPACE/NAME. It has: ${names}.`);
  if (!isPending(release))
    throw new Explained(`There is nothing to repair: ${describeRelease(release, now)}`);
  const removed = revisionsToRemove(release);
  const began = Math.max(...removed.map(({ since }) => since.getTime()));
  const minutes = (now.getTime() - began) / 60_000;
  if (minutes < minutesUntilEnded && !providerIsGone) {
    throw new Explained(
      `The operation on ${name} began ${Math.floor(minutes)} min ago and may still run: a provider works for up to ` +
        `${minutesUntilEnded} min, even if its engine was killed. Repair it later. Or, if the machine that ran it has ended or has no process ` +
        "pulumi-resource-kubernetes, run this command again with --provider-is-gone. Nothing was changed.",
    );
  }
  await kubectl(
    ...["delete", "secrets", "--namespace", release.namespace],
    ...removed.map(({ secret }) => secret),
  );
  return removed;
}

/** What to do about an error of Helm that only a repair resolves. Undefined for other errors. */
export function releaseAdvice(message: string, stack: string): string | undefined {
  const blocked =
    message.includes("another operation (install/upgrade/rollback) is in progress") ||
    message.includes("cannot re-use a name that is still in use");
  return blocked
    ? `A killed update has left a Helm release that rejects every operation. Show and repair it (docs/runbooks/HelmReleaseBlocked.md):\n` +
        `  npx --no groundwork state releases --stack ${stack}`
    : undefined;
}

/** Whether a URN is that of a Helm release. */
export function isReleaseUrn(urn: string): boolean {
  return urn.split("::")[2]?.split("$").at(-1) === "kubernetes:helm.sh/v3:Release";
}
