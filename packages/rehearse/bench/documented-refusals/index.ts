/** All documented refusals of AWS, by resource type. */
import { backups } from "./backups";
import { clusters } from "./clusters";
import { databases } from "./databases";
import { functions } from "./functions";
import { identities } from "./identities";
import { messages } from "./messages";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { otherServices } from "./other-services";
import { policies } from "./policies";
import { secretStores } from "./secrets";
import { securityGroups } from "./security-groups";
import { storage } from "./storage";
import type { RefusalTable } from "./table";

/** The tables, in the order in which they are printed. */
export const documentedRefusals: readonly RefusalTable[] = [...network, ...securityGroups, ...databases, ...backups, ...clusters, ...identities, ...policies, ...secretStores, ...storage, ...functions, ...messages, ...monitoring, ...otherServices];
