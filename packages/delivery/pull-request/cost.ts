import { readFileSync } from "node:fs";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";

const usd = z.object({ fixed: z.number(), usage: z.number() });

const cost = z.object({
  stack: z.string(),
  monthlyUsd: usd,
  /** Difference from the deployed stack; missing if that is not known. */
  differenceUsd: usd.optional(),
  notPriced: z.array(z.string()),
  /** The day of the prices, YYYY-MM-DD. */
  asOf: z.string(),
  /** The prices of the sums. It becomes a part of the comment, so that it has no Markdown. A branch of an earlier version has none. */
  basis: z
    .string()
    .regex(/^[A-Za-z0-9 ,:-]{1,150}$/)
    .default("us-east-1 list prices"),
});

/** The output of `npx --no groundwork cost` for a stack. */
export type Cost = z.infer<typeof cost>;

/** Reads `out/STACK/cost.json`. Throws an Explained if the file is missing or is not a cost estimate of the stack. */
export function readCost(stack: string, file: string): Cost {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Explained(`There is no JSON in ${file}. It is written by: npx --no groundwork cost ${stack}`);
  }
  const parsed = cost.safeParse(given);
  if (parsed.success && parsed.data.stack === stack) return parsed.data;
  const why = parsed.success ? `it is ${parsed.data.stack}'s` : z.prettifyError(parsed.error);
  throw new Explained(`${file} is not the cost of ${stack}: ${why}`);
}

/** The difference of fixed cost for the overview, such as `+$14.20`. The estimate by usage is in the stack's section. */
export function costDifference(cost: Cost | undefined): string {
  return cost?.differenceUsd === undefined ? "not known" : signed(cost.differenceUsd.fixed);
}

/** A sentence about a stack's monthly cost. */
export function costText({ monthlyUsd, differenceUsd, notPriced, asOf, basis }: Cost): string {
  const total = `about ${dollars(monthlyUsd.fixed)} fixed and ${dollars(monthlyUsd.usage)} by usage`;
  const change = differenceUsd
    ? `${signed(differenceUsd.fixed)} fixed, ${signed(differenceUsd.usage)} by usage; then ${total}`
    : `${total}; the difference is not known`;
  const kinds =
    notPriced.length === 1 ? "1 type of resource has" : `${notPriced.length} types of resource have`;
  const missing = notPriced.length === 0 ? "" : ` ${kinds} no price here.`;
  return `**Cost a month:** ${change} (${basis}; the oldest of ${/^[\d-]+$/.test(asOf) ? asOf : "an unknown day"}).${missing}`;
}

function signed(amount: number): string {
  return Math.abs(amount) < 0.005 ? "±$0" : `${amount < 0 ? "−" : "+"}${dollars(Math.abs(amount))}`;
}

function dollars(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
