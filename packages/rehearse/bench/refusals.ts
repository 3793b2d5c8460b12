/**
 * Tries every documented refusal of AWS, and its accepted twin, on the simulated cloud in a separate process, and prints the
 * results as JSON: `refusals.ts` for the tables of this project, `refusals.ts others` for those that another author lists.
 */
import { documentedRefusals } from "./documented-refusals";
import { listedByOthers } from "./documented-refusals/listed-by-others";
import { tryDocumentedRefusals } from "./documented-refusals/try";

export type { RefusalResult } from "./documented-refusals/try";

void tryDocumentedRefusals(process.argv[2] === "others" ? listedByOthers : documentedRefusals)
  .then((results) => console.log(JSON.stringify(results)))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
