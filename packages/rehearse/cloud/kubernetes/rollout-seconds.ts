/** Typical durations of a Deployment, from the figures in its inputs. */
import { isProperties, valueAt } from "../paths";
import type { Properties, Seconds } from "../resource-type";

/** A node that Auto Mode adds for the first pods: an estimate. */
const NODE = 45;
/** A container starts and passes its probes on a node that exists: an estimate. */
const START = 15;
/** The processes of a deleted Deployment complete their requests and exit: an estimate. */
const EXIT = 5;
/** Pods of a Deployment without a number, which an autoscaler sets: the fewest of two zones. */
const REPLICAS = 2;

/**
 * The provider waits until the new pods are available, which they are `minReadySeconds` after they are ready, and deletes with
 * foreground propagation: the pods end first, and keep listening during the pause of their `preStop` handler.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds
 * https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/#pulumi-comdeletionpropagationpolicy
 */
export function rolloutSeconds(inputs: Properties): Seconds {
  const ready = START + numberAt(inputs, "spec.minReadySeconds", 0);
  const containers = valueAt(inputs, "spec.template.spec.containers");
  const pauses = (Array.isArray(containers) ? containers : []).map((each: unknown) =>
    isProperties(each) ? numberAt(each, "lifecycle.preStop.sleep.seconds", 0) : 0,
  );
  return {
    create: NODE + ready,
    update: roundsOf(inputs) * ready,
    delete: Math.max(0, ...pauses) + EXIT,
    source:
      "minReadySeconds, maxSurge and preStop of the Deployment, and estimates: Auto Mode adds a node within about a minute, and a " +
      "container starts in 15 s",
  };
}

/** How often a rolling update adds pods until all are new. */
function roundsOf(inputs: Properties): number {
  const replicas = Math.max(1, numberAt(inputs, "spec.replicas", REPLICAS));
  const surge = String(valueAt(inputs, "spec.strategy.rollingUpdate.maxSurge") ?? "25%");
  const number = surge.endsWith("%")
    ? Math.ceil((replicas * Number.parseFloat(surge)) / 100)
    : Number.parseInt(surge, 10);
  return Math.ceil(replicas / Math.max(1, Number.isFinite(number) ? number : 1));
}

function numberAt(inputs: Properties, path: string, fallback: number): number {
  const value = valueAt(inputs, path);
  return typeof value === "number" ? value : fallback;
}
