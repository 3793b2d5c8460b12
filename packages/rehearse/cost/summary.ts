import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "../errors/explained";
import { dollars, signed } from "../report/words";
import { type Cost, cents, type Monthly } from "./estimate";
import { priceBasis } from "./prices";

/** `out/STACK/cost.json`, for the pull request's comment and other programs. */
export interface CostSummary {
  readonly stack: string;
  readonly monthlyUsd: Monthly;
  /** Missing unless an earlier estimate was given. */
  readonly differenceUsd?: Monthly;
  readonly notPriced: readonly string[];
  /** Date of the oldest price, YYYY-MM-DD. */
  readonly asOf: string;
  /** The prices that the sums are made of, such as `us-east-1 list prices`. */
  readonly basis: string;
}

/** Path of a stack's cost.json, relative to the project's folder. */
export function costFile(stack: string): string {
  return join("out", stack, "cost.json");
}

/** Creates the summary of an estimate. */
export function costSummary(
  stack: string,
  { total, notPriced, asOf, region }: Cost,
  earlier?: Monthly,
): CostSummary {
  const difference = earlier && {
    fixed: cents(total.fixed - earlier.fixed),
    usage: cents(total.usage - earlier.usage),
  };
  const basis = priceBasis(region);
  return {
    ...{ stack, monthlyUsd: total, ...(difference ? { differenceUsd: difference } : {}) },
    ...{ notPriced, asOf, basis },
  };
}

/** The totals in an earlier cost.json. Throws an Explained if the file is not a cost.json. */
export function readEarlierCost(file: string): Monthly {
  let found: unknown;
  try {
    found = Object(JSON.parse(readFileSync(file, "utf8"))).monthlyUsd;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Explained(
      `${file} cannot be read as a cost.json (${error.message}); \`npx --no groundwork cost\` writes one`,
    );
  }
  const { fixed, usage } = Object(found);
  if (typeof fixed === "number" && typeof usage === "number") return { fixed, usage };
  throw new Explained(
    `${file} has no monthlyUsd with fixed and usage; \`npx --no groundwork cost\` writes a cost.json that has`,
  );
}

/**
 * The estimate as a table for a terminal.
 *
 * @param releases lines about releases, which the total does not include
 */
export function renderCost(
  summary: CostSummary,
  cost: Cost,
  file: string,
  releases: readonly string[] = [],
): string {
  const row = (name: string, fixed: string, usage: string) =>
    `  ${name.padEnd(18)} ${fixed.padStart(9)} ${usage.padStart(9)}`;
  const amounts = ({ fixed, usage }: Monthly) => [dollars(fixed), dollars(usage)] as const;
  const { differenceUsd: difference, monthlyUsd: total } = summary;
  return [
    row(summary.stack, "fixed", "by use"),
    ...cost.components.map((component) => row(component.name, ...amounts(component))),
    row("a month", ...amounts(total)),
    ...(difference
      ? [row("difference", signed(difference.fixed, dollars), signed(difference.usage, dollars))]
      : []),
    "",
    `${dollars(total.fixed + total.usage)} a month at ${summary.basis}; the oldest price is of ${summary.asOf}.`,
    ...releases,
    "Not priced:",
    ...summary.notPriced.map((what) => `  ${what}`),
    `Written: ${file}`,
  ].join("\n");
}
