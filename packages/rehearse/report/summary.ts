import { checkedOf, reasonLines } from "../cloud/checked";
import { priceRegion } from "../cost/prices";
import { dollars, duration, plural, signed } from "./words";
import type { Written } from "./write";
import { reportFile } from "./write";

/**
 * The summary of a report for the terminal.
 *
 * @param counted whether the caller has printed how many resources were checked. Default: false
 */
export function summaryLines({ report, changes, bytes }: Written, counted = false): string[] {
  const { stack, time, cost, resources } = report;
  const name = (urn: string) => resources.find((resource) => resource.urn === urn)?.name ?? urn;
  const longest = [...time.upPath].filter((urn) => secondsOf(urn) >= 60);
  const { fixed, usage } = cost.total;
  return [
    ...(counted ? [] : [`Simulated cloud: ${checkedOf(report.checks)}`]),
    ...(counted && report.checks.notChecked > 0 ? ["Not checked:"] : []),
    ...reasonLines(report.checks),
    `Time: an up takes about ${duration(time.upSeconds)}, a destroy ${duration(time.destroySeconds)}; the minimum in AWS is ${duration(time.imposedSeconds)}`,
    `      critical path: ${longest.map((urn) => `${name(urn)} ${duration(secondsOf(urn))}`).join(", ")}`,
    ...time.needless.map((wait) => `  !!  ${wait}`),
    `Cost: ${dollars(fixed + usage)} a month at ${priceRegion} list prices: ${dollars(fixed)} fixed, ${dollars(usage)} by use; ${plural(cost.notPriced.length, "item has", "items have")} no price`,
    ...(changes
      ? [
          `Since the last report: ${plural(changes.resources.length, "resource differs", "resources differ")}, cost ${signed(changes.usd.fixed + changes.usd.usage, dollars)}, up ${signed(changes.upSeconds, duration)}`,
        ]
      : []),
    `Report: ${reportFile(stack)} (${(bytes / 2 ** 20).toFixed(1)} MiB)`,
  ];

  function secondsOf(urn: string): number {
    return resources.find((resource) => resource.urn === urn)?.seconds ?? 0;
  }
}
