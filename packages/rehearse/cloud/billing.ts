/** What a resource type is billed for. Prices with their sources stand in `packages/rehearse/cost/prices.ts`. */
import type { Price, PriceName } from "../cost/prices";
import type { EvaluatedResource } from "./evaluation";
import type { Properties } from "./resource-type";

/** A price that `prices.ts` does not have, for a type that a project adds. */
interface OwnPrice extends Price {
  readonly name: string;
}

/** A number of units of a price in a month. */
export interface Item {
  readonly price: PriceName | OwnPrice;
  readonly units: number;
  /** `fixed` is paid even if the stack is not used. */
  readonly kind: "fixed" | "usage";
}

/** Something that costs money and has no price here. The estimate lists it and never counts it as zero. */
export interface NotPriced {
  /** What has no price, and what to do about it. */
  readonly notPriced: string;
}

/** The items of one resource's bill. `all` are the resources of the stack, this one included. */
export type Bill<Inputs = Properties> = (
  resource: { readonly inputs: Inputs; readonly outputs: Properties },
  all: readonly EvaluatedResource[],
) => readonly Item[] | NotPriced;

/** What a resource type is billed for, or why it is not. */
export type Billing<Inputs = Properties> =
  | Bill<Inputs>
  | NotPriced
  /** Free of charge; the address of the page that says so. */
  | { readonly free: string }
  /** Part of another type's bill: that type's token. */
  | { readonly partOf: string };

/** An item that is paid even if the stack is not used. */
export const fixed = (price: Item["price"], units: number): Item => ({ price, units, kind: "fixed" });

/** An item that depends on the use that `packages/rehearse/cost/usage.ts` assumes. */
export const used = (price: Item["price"], units: number): Item => ({ price, units, kind: "usage" });

/** How many of the resources have a type. */
export function count(
  all: readonly EvaluatedResource[],
  type: string,
  which: (resource: EvaluatedResource) => boolean = () => true,
): number {
  return all.filter((resource) => resource.type === type && which(resource)).length;
}
