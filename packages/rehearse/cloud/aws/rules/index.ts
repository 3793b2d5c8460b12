/** What AWS refuses of inputs that are related to each other or to other resources, for types with and without an entry. */
import type { Rule } from "../../package";
import * as clusters from "./clusters";
import * as databases from "./databases";
import * as functions from "./functions";
import * as identities from "./identities";
import * as messaging from "./messaging";
import * as monitoring from "./monitoring";
import * as network from "./network";
import * as otherServices from "./other-services";
import * as secrets from "./secrets";
import * as securityGroups from "./security-groups";
import * as storage from "./storage";

/** What the rules cannot judge about a resource, by type token. Empty if they judge all of it. */
export const notCheckedRules: Readonly<Record<string, Rule>> = {
  ...clusters.notChecked,
  ...databases.notChecked,
};

/** The rules, by type token. */
export const rules: Readonly<Record<string, Rule>> = {
  ...network.rules,
  ...securityGroups.rules,
  ...databases.rules,
  ...clusters.rules,
  ...identities.rules,
  ...secrets.rules,
  ...storage.rules,
  ...functions.rules,
  ...messaging.rules,
  ...monitoring.rules,
  ...otherServices.rules,
};
