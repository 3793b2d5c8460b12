import { knownTypes } from "../cloud";
import type { Item, NotPriced } from "../cloud/billing";
import type { EvaluatedResource } from "../cloud/evaluation";
import { valueAt } from "../cloud/paths";
import { whereToAdd } from "../cloud/refusals";
import type { Registry } from "../cloud/registry";
import { leftOut } from "./left-out";
import { type Price, priceOf } from "./prices";

/** US dollars per month, in two separate parts. */
export interface Monthly {
  /** Paid even if the stack is not used. */
  readonly fixed: number;
  /** Depends on the usage that packages/rehearse/cost/usage.ts assumes. */
  readonly usage: number;
}

/** One line of the estimate. */
export interface CostLine extends Omit<Item, "price"> {
  /** Name of the price. */
  readonly price: string;
  /** The price, if it is not in `packages/rehearse/cost/prices.ts`. */
  readonly ownPrice?: Price;
  readonly urn: string;
  readonly usd: number;
}

/** The monthly cost of a stack, and the items without a price. */
export interface Cost {
  readonly total: Monthly;
  readonly lines: readonly CostLine[];
  /** By component of the program, the most expensive first. */
  readonly components: readonly ({ readonly name: string } & Monthly)[];
  /** Items without a price, which the total does not include. */
  readonly notPriced: readonly string[];
  /** Date of the oldest price in it. */
  readonly asOf: string;
  /** The region of the stack, whose prices differ unless it is us-east-1 (`priceBasis`). */
  readonly region: string;
}

/**
 * Estimates from AWS's public list prices in us-east-1.
 *
 * @param types the registry of resource types. Default: the built-in types
 */
export function estimateCost(resources: readonly EvaluatedResource[], types: Registry = knownTypes): Cost {
  const lines: CostLine[] = [];
  const notPriced = new Set<string>();
  for (const resource of resources) {
    const bill = billOf(resource, resources, types);
    if ("notPriced" in bill) notPriced.add(bill.notPriced);
    else lines.push(...bill.map((item) => lineOf(item, resource.urn)));
  }
  const region = regionOf(resources);
  if (region !== "us-east-1")
    notPriced.add(
      `the difference between the prices in ${region} and those in us-east-1, which are used here`,
    );
  return {
    region,
    total: sum(lines),
    lines,
    components: byComponent(resources, lines),
    notPriced: [...notPriced, ...leftOut],
    asOf: lines.map((line) => priceOfLine(line).asOf).sort()[0] ?? "",
  };
}

/** The price of a line, with its source and date. */
export function priceOfLine({ price, ownPrice }: Pick<CostLine, "price" | "ownPrice">): Price {
  return ownPrice ?? priceOf(price);
}

function billOf(
  resource: EvaluatedResource,
  all: readonly EvaluatedResource[],
  types: Registry,
): readonly Item[] | NotPriced {
  const { type, custom } = resource;
  if (!custom || type.startsWith("pulumi:")) return [];
  const known = types.find(type);
  if (!known) return { notPriced: `${type}: ${whereToAdd(type)}` };
  if (typeof known.price === "function") return known.price(resource, all);
  return "notPriced" in known.price ? known.price : [];
}

function lineOf({ price, units, kind }: Item, urn: string): CostLine {
  if (typeof price === "string") return { price, units, kind, urn, usd: units * priceOf(price).usd };
  const { name, ...ownPrice } = price;
  return { price: name, ownPrice, units, kind, urn, usd: units * ownPrice.usd };
}

function regionOf(resources: readonly EvaluatedResource[]): string {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
  const region = provider === undefined ? undefined : valueAt(provider.inputs, "region");
  return typeof region === "string" ? region : "us-east-1";
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

/** The name of the top-level component that contains a resource. */
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

/** Rounded to cents. */
export const cents = (usd: number): number => Math.round(usd * 100) / 100;
