import { functions } from "./data-sources";
import * as endpoints from "./endpoints";
import * as gateways from "./gateways";
import * as network from "./network";
import * as routes from "./routes";
import * as securityGroups from "./security-groups";

export const resources = {
  ...network.resources,
  ...routes.resources,
  ...gateways.resources,
  ...endpoints.resources,
  ...securityGroups.resources,
};

export { functions };
