import { knownTypes } from "../cloud";
import { checksOf } from "../cloud/checked";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";
import { cents, componentOf, estimateCost } from "../cost/estimate";
import { shortType } from "../plan/tree";
import { durationOf } from "../timing/durations";
import { estimate, type NeedlessWait } from "../timing/estimate";
import { type Wait, Waits } from "../timing/waits";
import type { Report, ReportResource } from "./data";
import { flatProperties, idLabels } from "./properties";

/**
 * Builds the report of an evaluated stack. Contains no secrets.
 *
 * @param types the registry of resource types. Default: the built-in types
 * @param functionsNotChecked data sources that have no entry. Default: none
 */
export function buildReport(
  stack: string,
  resources: readonly EvaluatedResource[],
  madeAt: Date,
  types: Registry = knownTypes,
  functionsNotChecked: readonly string[] = [],
): Report {
  const time = estimate(resources, types);
  const cost = estimateCost(resources, types);
  const waits = new Waits(resources, types);
  const labels = idLabels(resources);
  const critical = new Set(time.up.criticalPath);
  const usd = new Map<string, { fixed: number; usage: number }>();
  for (const line of cost.lines) {
    const sum = usd.get(line.urn) ?? { fixed: 0, usage: 0 };
    usd.set(line.urn, { ...sum, [line.kind]: sum[line.kind] + line.usd });
  }
  const shown = (resource: EvaluatedResource): ReportResource => {
    const { urn, name, type, custom, protect } = resource;
    const slot = time.up.slots.get(urn);
    const { fixed, usage } = usd.get(urn) ?? { fixed: 0, usage: 0 };
    return {
      urn,
      name,
      type: shortType(type),
      component: componentOf(urn, waits.byUrn),
      custom,
      protect,
      properties: flatProperties(resource, labels, types),
      waits: waits
        .of(resource)
        .map((wait) => ({ on: wait.on, reason: wait.reason, detail: reasonFor(wait, waits) })),
      start: slot?.start ?? 0,
      seconds: durationOf(resource, types).create,
      slack: slot?.slack ?? 0,
      critical: critical.has(urn),
      source: durationOf(resource, types).source ?? "",
      usd: { fixed: cents(fixed), usage: cents(usage) },
    };
  };
  return {
    project: resources[0]?.urn.split("::")[1] ?? "",
    stack,
    regions: regionsOf(resources),
    madeAt: madeAt.toISOString(),
    resources: resources.map(shown),
    checks: checksOf(resources, functionsNotChecked),
    time: {
      upSeconds: time.up.seconds,
      imposedSeconds: time.imposed.seconds,
      destroySeconds: time.destroy.seconds,
      upPath: takingTime(time.up.criticalPath, waits),
      destroyPath: time.destroy.slowest,
      needless: time.needless.map((wait) => describeNeedless(wait, waits)),
    },
    cost,
  };
}

function regionsOf(resources: readonly EvaluatedResource[]): string[] {
  const regions = resources
    .filter(({ type }) => type === "pulumi:providers:aws")
    .map(({ inputs }) => inputs.region);
  return [...new Set(regions.filter((region) => typeof region === "string"))];
}

/** Describes a dependency that could be removed. */
function describeNeedless({ from, on, required, implied, seconds }: NeedlessWait, waits: Waits): string {
  const name = (urn: string) =>
    `${waits.byUrn.get(urn)?.name} (${shortType(waits.byUrn.get(urn)?.type ?? "")})`;
  const why = [
    ...(required ? [] : ["nothing is known to need it"]),
    ...(implied ? ["other waits enforce it already"] : []),
    ...(seconds > 0 ? [`it makes an up ${seconds} s longer`] : []),
  ];
  return `${name(from)} waits for ${name(on)}: ${why.join(", ")}`;
}

function reasonFor({ from, on, reason, inputs, own }: Wait, waits: Waits): string {
  if (reason === "value") return own ? inputs.filter(Boolean).join(", ") : "made together with what it needs";
  if (reason === "provider") return "goes through it";
  if (reason === "component") return "belongs to it";
  const type = (urn: string) => waits.byUrn.get(urn)?.type ?? "";
  return waits.types.requiredOrder(type(from), type(on))?.because ?? "the program asks for this order";
}

function takingTime(path: readonly string[], waits: Waits): string[] {
  return path.filter((urn) => {
    const resource = waits.byUrn.get(urn);
    return resource !== undefined && durationOf(resource, waits.types).create > 0;
  });
}
