/** By type and input: what AWS's documentation allows. */
import type { DocumentedValues } from "./constraints";
import { databases } from "./databases";
import { identities } from "./identities";
import { network } from "./network";
import { operations } from "./operations";

export const documentedValues: Readonly<Record<string, DocumentedValues>> = {
  ...network,
  ...databases,
  ...identities,
  ...operations,
};
