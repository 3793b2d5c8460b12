import type { EvaluatedResource } from "../cloud/evaluation";
import { valueAt } from "../cloud/paths";
import { bills, free, type Item, leftOut, settings } from "./bills";
import { priceOf } from "./prices";

/** US dollars a month, in two parts that are never mixed. */
export interface Monthly {
  /** Paid however little the stack is used. */
  readonly fixed: number;
  /** Depends on the use that packages/rehearse/cost/usage.ts assumes. */
  readonly usage: number;
}

/** One line of the estimate. */
export interface CostLine extends Item {
  readonly urn: string;
  readonly usd: number;
}

/** What a stack costs a month, and what is not known of it. */
export interface Cost {
  readonly total: Monthly;
  readonly lines: readonly CostLine[];
  /** By component of the program, dearest first. */
  readonly components: readonly ({ readonly name: string } & Monthly)[];
  /** Never counted as zero: what the total lacks. */
  readonly notPriced: readonly string[];
  /** Date of the oldest price in it. */
  readonly asOf: string;
}

const unbilled = new Set([...Object.values(free).flat(), ...settings]);

/** Estimates from AWS's public list prices in us-east-1. */
export function estimateCost(resources: readonly EvaluatedResource[]): Cost {
  const lines: CostLine[] = [];
  const notPriced = new Set<string>();
  for (const resource of resources) {
    const bill = bills[resource.type]?.(resource, resources);
    if (typeof bill === "string") notPriced.add(bill);
    else if (bill)
      lines.push(
        ...bill.map((item) => ({ ...item, urn: resource.urn, usd: item.units * priceOf(item.price).usd })),
      );
    else if (isUnknown(resource))
      notPriced.add(`${resource.type}: add it to packages/rehearse/cost/bills.ts`);
  }
  const region = regionOf(resources);
  if (region !== "us-east-1")
    notPriced.add(`what ${region} costs more or less than us-east-1, whose prices these are`);
  return {
    total: sum(lines),
    lines,
    components: byComponent(resources, lines),
    notPriced: [...notPriced, ...leftOut],
    asOf: lines.map(({ price }) => priceOf(price).asOf).sort()[0] ?? "",
  };
}

/** Objects of Kubernetes cost what their pods need, which is in the nodes. */
function isUnknown({ type, custom }: EvaluatedResource): boolean {
  return custom && type.startsWith("aws:") && !unbilled.has(type);
}

function regionOf(resources: readonly EvaluatedResource[]): unknown {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
  return provider === undefined ? "us-east-1" : valueAt(provider.inputs, "region");
}

function byComponent(
  resources: readonly EvaluatedResource[],
  lines: readonly CostLine[],
): Cost["components"] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const groups = new Map<string, CostLine[]>();
  for (const line of lines) {
    const name = componentOf(line.urn, byUrn);
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups]
    .map(([name, own]) => ({ name, ...sum(own) }))
    .sort((one, other) => other.fixed + other.usage - one.fixed - one.usage);
}

/** The name of the component right under the stack that a resource belongs to. */
export function componentOf(urn: string, byUrn: ReadonlyMap<string, EvaluatedResource>): string {
  let name = "";
  for (let at = byUrn.get(urn); at && at.type !== "pulumi:pulumi:Stack"; at = byUrn.get(at.parent))
    name = at.name;
  return name;
}

function sum(lines: readonly CostLine[]): Monthly {
  const of = (kind: Item["kind"]) =>
    cents(lines.filter((line) => line.kind === kind).reduce((total, { usd }) => total + usd, 0));
  return { fixed: of("fixed"), usage: of("usage") };
}

/** Without what binary fractions add. */
export const cents = (usd: number): number => Math.round(usd * 100) / 100;
