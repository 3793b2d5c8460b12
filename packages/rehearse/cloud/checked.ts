/** Counts what the simulated cloud could judge, and what it could not. */
import { isCounted } from "./counting";
import type { EvaluatedResource } from "./evaluation";

/** One reason for which resources are not checked. */
interface NotChecked {
  /** A type, or the token of a data source. */
  readonly what: string;
  readonly because: string;
  readonly count: number;
}

/** How many resources and data sources were checked. */
export interface Checks {
  readonly checked: number;
  readonly notChecked: number;
  readonly reasons: readonly NotChecked[];
}

/**
 * Counts the resources whose inputs the simulation judges completely, and the others.
 *
 * @param functions data sources that were called and have no entry
 */
export function checksOf(resources: readonly EvaluatedResource[], functions: readonly string[] = []): Checks {
  const counted = resources.filter(isCounted);
  const open = counted.filter(({ notChecked = [] }) => notChecked.length > 0);
  const reasons = new Map<string, NotChecked>();
  const add = (what: string, because: string) => {
    const key = `${what} ${because}`;
    reasons.set(key, { what, because, count: (reasons.get(key)?.count ?? 0) + 1 });
  };
  for (const { type, notChecked = [] } of open) for (const because of notChecked) add(type, because);
  for (const token of functions) add(token, "the simulated cloud has no entry for this data source");
  return {
    checked: counted.length - open.length,
    notChecked: open.length + functions.length,
    reasons: [...reasons.values()].sort((one, other) => one.what.localeCompare(other.what)),
  };
}

/** `27 checked, 11 not checked`. */
export const checkedOf = ({ checked, notChecked }: Pick<Checks, "checked" | "notChecked">): string =>
  `${checked} checked, ${notChecked} not checked`;

/** One line for each reason: `2 × aws:dynamodb/table:Table: the simulated cloud has no entry for its type`. */
export const reasonLines = ({ reasons }: Checks): string[] =>
  reasons.map(({ what, because, count }) => `  ${count} × ${what}: ${because}`);
