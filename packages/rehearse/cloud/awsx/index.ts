import type { Package } from "../package";
import { constructVpc } from "./vpc";

/** Components of awsx, which are written in another process's program: what they expand to. */
export const awsx: Package = { resources: {}, components: { "awsx:ec2:Vpc": constructVpc } };
