/** Counts the results of the documented refusals. */
import { kinds } from "./table";
import type { RefusalResult } from "./try";

/** Refusals of one kind or service. */
export interface RefusalCount {
  readonly name: string;
  readonly documented: number;
  readonly refused: number;
  /** Refused by AWS's resource schemas. */
  readonly bySchemas: number;
  /** Refused by rules written by hand from AWS's documentation. */
  readonly byHand: number;
  readonly twinsAccepted: number;
}

/** The counts by kind of rule, by service, and together. */
export function summaryOf(results: readonly RefusalResult[]) {
  const services = [...new Set(results.map(serviceOf))].sort();
  return {
    byKind: kinds.map((kind) =>
      count(
        kind,
        results.filter((result) => result.kind === kind),
      ),
    ),
    byService: services.map((service) =>
      count(
        service,
        results.filter((result) => serviceOf(result) === service),
      ),
    ),
    total: count("total", results),
  };
}

const serviceOf = ({ type }: RefusalResult) => type.split(":")[1]?.split("/")[0] ?? "";

function count(name: string, results: readonly RefusalResult[]): RefusalCount {
  const by = (source: RefusalResult["refusedBy"]) => results.filter(({ refusedBy }) => refusedBy === source).length;
  const [bySchemas, byHand] = [by("schemas"), by("by hand")];
  const twinsAccepted = results.filter(({ twinRefused }) => twinRefused === undefined).length;
  return { name, documented: results.length, refused: bySchemas + byHand, bySchemas, byHand, twinsAccepted };
}
