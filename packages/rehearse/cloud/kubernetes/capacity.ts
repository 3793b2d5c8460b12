import type { EvaluatedResource } from "../evaluation";
import { isProperties } from "../paths";

/** Between releases, a Rollout has the pods of one version. */
const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";

/** Capacity of an m7g.large, of which a tenth is reserved for the system. Auto Mode selects other types if they are cheaper. */
const node = { name: "EC2 m7g.large", millicores: 2_000 * 0.9, mebibytes: 8 * 1024 * 0.9 } as const;

interface Amount {
  readonly millicores: number;
  readonly mebibytes: number;
}

/**
 * Number of nodes that the pods need if the autoscalers run their minimum: at least one per zone, because pods are spread over
 * zones.
 */
export function nodesAtRest(resources: readonly EvaluatedResource[]): number {
  const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
  const zones = new Set(subnets.map(({ inputs }) => inputs.availabilityZone)).size;
  const { millicores, mebibytes } = [...deployed(resources), ...released(resources)].reduce(add, nothing);
  return Math.max(zones, Math.ceil(millicores / node.millicores), Math.ceil(mebibytes / node.mebibytes));
}

/** The share of a node that one pod of a template needs. */
export function nodeShareOf(template: unknown): number {
  const { millicores, mebibytes } = requested(template).reduce(add, nothing);
  return Math.max(millicores / node.millicores, mebibytes / node.mebibytes);
}

/** Total size of the volumes that a chart's values request, in GiB. */
export function volumesOf(values: unknown): number {
  const own = at(values, "resources", "requests", "storage");
  const copies = Number(at(values, "replicas") ?? 1);
  const below = isProperties(values) ? Object.values(values) : Array.isArray(values) ? values : [];
  const inside = below.reduce<number>((sum, value) => sum + volumesOf(value), 0);
  return typeof own === "string" ? quantity(own) / 1024 : copies * inside;
}

function deployed(resources: readonly EvaluatedResource[]): Amount[] {
  const scalers = resources.filter(
    ({ type }) => type === "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  );
  return resources
    .filter(({ type }) => type === "kubernetes:apps/v1:Deployment" || type === rolloutType)
    .flatMap(({ outputs }) => {
      const scaler = scalers.find(
        (each) =>
          at(each.outputs, "spec", "scaleTargetRef", "name") === at(outputs, "metadata", "name") &&
          at(each.outputs, "metadata", "namespace") === at(outputs, "metadata", "namespace"),
      );
      const pods = Number(at(scaler?.outputs, "spec", "minReplicas") ?? at(outputs, "spec", "replicas") ?? 1);
      return Array.from({ length: pods }, () => requested(at(outputs, "spec", "template"))).flat();
    });
}

function released(resources: readonly EvaluatedResource[]): Amount[] {
  const releases = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
  return releases.flatMap(({ inputs }) => requested(inputs.values));
}

/** All `resources.requests` in a value, each repeated `replicas` times. */
function requested(value: unknown): Amount[] {
  if (Array.isArray(value)) return value.flatMap(requested);
  if (!isProperties(value)) return [];
  const requests = at(value, "resources", "requests");
  const copies = Number(value.replicas ?? 1);
  const own = isProperties(requests) && "cpu" in requests ? [amount(requests)] : [];
  const inside = Object.entries(value).flatMap(([name, part]) =>
    name === "resources" ? [] : requested(part),
  );
  return Array.from({ length: copies }, () => [...own, ...inside]).flat();
}

function amount({ cpu, memory }: Record<string, unknown>): Amount {
  const text = String(cpu);
  const millicores = text.endsWith("m") ? Number.parseFloat(text) : Number(text) * 1000;
  return { millicores, mebibytes: quantity(String(memory)) };
}

/** Converts `512Mi` or `4Gi` to MiB. */
function quantity(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+)([KMGT]i)?$/.exec(text) ?? [];
  const factor = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[unit] ?? 1 / 1024 ** 2;
  return Number(number) * factor;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((part, name) => (isProperties(part) ? part[name] : undefined), value);
}

const nothing: Amount = { millicores: 0, mebibytes: 0 };
const add = (one: Amount, other: Amount): Amount => ({
  millicores: one.millicores + other.millicores,
  mebibytes: one.mebibytes + other.mebibytes,
});
