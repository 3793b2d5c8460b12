/** What a resource type is billed for. Prices with their sources are in `packages/rehearse/cost/prices.ts`. */
import type { Price, PriceName } from "../cost/prices";
import type { EvaluatedResource } from "./evaluation";
import type { Properties } from "./resource-type";

/** A price that `prices.ts` does not have, for a type that a project adds. */
interface OwnPrice extends Price {
  readonly name: string;
}

/** Quantity of a price per month. */
export interface Item {
  readonly price: PriceName | OwnPrice;
  readonly units: number;
  /** `fixed` is paid even if the stack is not used. */
  readonly kind: "fixed" | "usage";
}

/** Something that costs money and has no price here. The estimate lists it and never counts it as zero. */
export interface NotPriced {
  /** The item without a price, and how to add the price. */
  readonly notPriced: string;
}

/** The items on the bill of a resource. `all` contains all resources of the stack, including this one. */
export type Bill<Inputs = Properties> = (
  resource: { readonly inputs: Inputs; readonly outputs: Properties },
  all: readonly EvaluatedResource[],
) => readonly Item[] | NotPriced;

/** What a resource type is billed for, or why it is not billed. */
export type Billing<Inputs = Properties> =
  | Bill<Inputs>
  | NotPriced
  /** URL of the page that documents that the type is free of charge. */
  | { readonly free: string }
  /** Token of the type whose bill includes this type. */
  | { readonly partOf: string };

/** An item that is paid even if the stack is not used. */
export const fixed = (price: Item["price"], units: number): Item => ({ price, units, kind: "fixed" });

/** An item that depends on the usage assumed in `packages/rehearse/cost/usage.ts`. */
export const used = (price: Item["price"], units: number): Item => ({ price, units, kind: "usage" });

/** Number of resources of a type. */
export function count(
  all: readonly EvaluatedResource[],
  type: string,
  which: (resource: EvaluatedResource) => boolean = () => true,
): number {
  return all.filter((resource) => resource.type === type && which(resource)).length;
}
