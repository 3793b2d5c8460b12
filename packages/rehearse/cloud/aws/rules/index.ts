/** What AWS refuses of inputs that are related to each other or to other resources, for types with and without an entry. */
import type { Rule } from "../../package";
import * as bucketEvents from "./bucket-events";
import * as clusterModes from "./cluster-modes";
import * as clusters from "./clusters";
import * as databaseOptions from "./database-options";
import * as databases from "./databases";
import * as endpointPlaces from "./endpoint-places";
import * as functions from "./functions";
import * as identities from "./identities";
import * as lifecycleActions from "./lifecycle-actions";
import * as messageDelivery from "./message-delivery";
import * as messaging from "./messaging";
import * as monitoring from "./monitoring";
import * as network from "./network";
import * as otherServices from "./other-services";
import * as policySizes from "./policy-sizes";
import * as secrets from "./secrets";
import * as securityGroups from "./security-groups";
import * as storage from "./storage";

/** What the rules cannot judge about a resource, by type token. Empty if they judge all of it. */
export const notCheckedRules: Readonly<Record<string, Rule>> = {
  ...clusters.notChecked,
  ...databases.notChecked,
};

/** Tables by type token. A type can have rules in several. */
const tables = [
  network,
  endpointPlaces,
  securityGroups,
  databases,
  databaseOptions,
  clusters,
  clusterModes,
  identities,
  policySizes,
  secrets,
  storage,
  lifecycleActions,
  bucketEvents,
  functions,
  messaging,
  messageDelivery,
  monitoring,
  otherServices,
].map((table) => table.rules);

const together = (type: string): Rule => {
  const found = tables.flatMap((table) => table[type] ?? []);
  return (subject) => found.flatMap((rule) => rule(subject));
};

/** The rules, by type token. */
export const rules: Readonly<Record<string, Rule>> = Object.fromEntries(
  tables.flatMap((table) => Object.keys(table)).map((type) => [type, together(type)]),
);
