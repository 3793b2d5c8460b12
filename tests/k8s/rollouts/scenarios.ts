import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import { computeLostRequests, spotNoticeSeconds } from "../../../k8s/target-health";
import type { RolloutCluster } from "./cluster";
import type { Deployed, RolledGallery } from "./gallery";
import type { Load } from "./load";

/** What a scenario uses. */
interface Stage {
  readonly cluster: RolloutCluster;
  readonly gallery: RolledGallery;
  readonly load: Load;
}

/** How many requests may fail: from `least` to `most`. */
export interface Bar {
  readonly least: number;
  readonly most: number;
}

const none: Bar = { least: 0, most: 0 };

/** One change that pods go through under load. */
export interface Scenario {
  readonly name: string;
  /** Its namespace. */
  readonly id: string;
  readonly deployed: Deployed;
  readonly requestsPerSecond?: number;
  /** Short enough for the sample. */
  readonly inSample?: true;
  /** Makes the change, waits for its end, and returns how many requests may fail. */
  run(stage: Stage): Promise<Bar>;
}

/** The figures of version 0.1.0. */
const previous = { minReadySeconds: 2, maxSurge: 1, drainSeconds: 15, terminationGracePeriodSeconds: 45 };

/** Time limit of a round, in seconds. */
const roundSeconds = 330;

function rollingUpdate(pods: number): Scenario {
  return {
    name: `rolling update of ${pods} pods`,
    id: `update-${pods}`,
    deployed: { pods },
    async run({ gallery }) {
      await gallery.setImage("0.2.0");
      await gallery.untilRolledOut(4 * roundSeconds);
      await gallery.untilHealthy(pods, 180);
      return none;
    },
  };
}

export const scenarios: readonly Scenario[] = [
  {
    name: "rolling update of 2 pods with the figures of 0.1.0, which must fail",
    id: "control",
    deployed: { pods: 2, figures: previous },
    inSample: true,
    async run({ gallery }) {
      await gallery.setImage("0.2.0");
      await gallery.untilRolledOut(roundSeconds);
      return { least: 1, most: Number.POSITIVE_INFINITY };
    },
  },
  {
    name: "pod killed without notice, 6 pods",
    id: "killed",
    deployed: { pods: 6 },
    inSample: true,
    async run({ cluster, gallery, load }) {
      const [victim] = await gallery.pods();
      // The slow end: the load balancer has just checked the pod.
      await gallery.untilJustChecked(victim);
      const { requestsPerSecond, inFlight } = load;
      const most = computeLostRequests({ requestsPerSecond, pods: 6, inFlight });
      await cluster.kubelets.lose(victim?.metadata.name ?? "");
      await until(async () => gallery.group.healthy().length === 5, 60);
      return { least: 1, most };
    },
  },
  {
    name: "scale-down from 3 to 2 pods by a changed minimum and maximum",
    id: "shrink",
    deployed: { pods: 3 },
    inSample: true,
    async run({ gallery }) {
      // The autoscaler does not stabilize what its maximum demands.
      await gallery.kubectl("patch", "hpa", "api", "-p", '{"spec":{"minReplicas":2,"maxReplicas":2}}');
      await gallery.untilHealthy(2, 180);
      await gallery.untilNoPodTerminates();
      return none;
    },
  },
  rollingUpdate(30),
  rollingUpdate(2),
  rollingUpdate(6),
  {
    name: "rollback of 6 pods in the middle of a rolling update",
    id: "rollback",
    deployed: { pods: 6 },
    async run({ gallery }) {
      await gallery.setImage("0.2.0");
      await until(
        async () => (await gallery.pods()).some((pod) => pod.metadata.deletionTimestamp !== undefined),
        240,
      );
      await gallery.kubectl("rollout", "undo", "deployment/api");
      await gallery.untilRolledOut(4 * roundSeconds);
      await gallery.untilHealthy(6, 240);
      return none;
    },
  },
  {
    name: "scale-up by the autoscaler, 2 to at most 6 pods",
    id: "scale-up",
    // A smaller request than prod's: the load of this machine then exceeds the target of 70 %.
    deployed: { pods: 2, maximum: 6, cpuRequestMillicores: 50 },
    requestsPerSecond: 100,
    async run({ gallery }) {
      await until(async () => gallery.group.healthy().length > 2, 300);
      return none;
    },
  },
  {
    name: "scale-down by the autoscaler, 4 to 2 pods",
    id: "scale-down",
    deployed: { pods: 4 },
    async run({ gallery }) {
      await gallery.kubectl("patch", "hpa", "api", "-p", '{"spec":{"minReplicas":2}}');
      // Both pods end at once. The policy of one pod per minute counts from the number at the beginning of the minute, and the
      // Deployment has just begun with one pod: a harder case than a scale-down one by one.
      await gallery.untilHealthy(2, 900);
      await gallery.untilNoPodTerminates();
      return none;
    },
  },
  {
    name: "drain of a node, 6 pods",
    id: "drain",
    deployed: { pods: 6 },
    async run({ gallery }) {
      const node = await nodeWithMostPods(gallery);
      await drain(gallery, node, 600);
      await gallery.untilHealthy(6, 240);
      await gallery.kubectl("uncordon", node);
      return none;
    },
  },
  {
    name: "spot notice for a node, 6 pods",
    id: "spot",
    deployed: { pods: 6 },
    async run({ cluster, gallery }) {
      const node = await nodeWithMostPods(gallery);
      const end = Date.now() + spotNoticeSeconds * 1000;
      await gallery.kubectl("taint", "node", node, "karpenter.sh/disrupted:NoSchedule");
      await drain(gallery, node, spotNoticeSeconds).catch((error: unknown) =>
        process.stderr.write(`${error}\n`),
      );
      await sleep(Math.max(0, end - Date.now()));
      // AWS ends the instance, whatever still runs on it.
      const killed = await cluster.kubelets.loseNode(node, gallery.namespace);
      if (killed.length > 0) throw new Error(`still on the node when it ended: ${killed.join(", ")}`);
      await gallery.untilHealthy(6, 240);
      await gallery.kubectl("taint", "node", node, "karpenter.sh/disrupted-");
      await gallery.kubectl("uncordon", node);
      return none;
    },
  },
];

async function nodeWithMostPods(gallery: RolledGallery): Promise<string> {
  const counts = new Map<string, number>();
  for (const { spec } of await gallery.pods())
    counts.set(spec.nodeName ?? "", (counts.get(spec.nodeName ?? "") ?? 0) + 1);
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? "";
}

/** Evicts the scenario's pods as the disruption budget allows, and waits until they have ended. */
async function drain(gallery: RolledGallery, node: string, timeoutSeconds: number): Promise<void> {
  await gallery.kubectl(
    ...["drain", node, "--delete-emptydir-data", `--timeout=${timeoutSeconds}s`],
    `--pod-selector=scenario=${gallery.namespace}`,
  );
}
