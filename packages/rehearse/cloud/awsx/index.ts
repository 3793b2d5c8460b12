import type { Package } from "../package";
import { constructVpc } from "./vpc";

/** The components of awsx, which run in another process, with functions that register their children. */
export const awsx: Package = { resources: {}, components: { "awsx:ec2:Vpc": constructVpc } };
