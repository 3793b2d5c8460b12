import { applications } from "./applications";
import type { Cases } from "./case";
import { database } from "./database";
import { delivery } from "./delivery";
import { monitoring } from "./monitoring";
import { nodes } from "./nodes";
import { pods } from "./pods";
import { red } from "./red";
import { releases } from "./releases";
import { slo } from "./slo";
import { telemetry } from "./telemetry";

/** A case that fires and one that does not for every alert, by its name. */
export const cases: Cases = {
  ...slo,
  ...red,
  ...database,
  ...nodes,
  ...pods,
  ...delivery,
  ...monitoring,
  ...applications,
  ...releases,
  ...telemetry,
};
