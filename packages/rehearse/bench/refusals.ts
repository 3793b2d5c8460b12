/**
 * Tries every documented refusal of AWS, and its accepted twin, on the simulated cloud in a separate process, and prints the
 * results as JSON.
 */
import { tryDocumentedRefusals } from "./documented-refusals/try";

export type { RefusalResult } from "./documented-refusals/try";

void tryDocumentedRefusals()
  .then((results) => console.log(JSON.stringify(results)))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
