/** Every policy. A new one is added here; a test compares this list with the files. */
import type { Policy } from "../policy";
import { forbidPublicDatabases } from "./forbid-public-databases";
import { pinImages } from "./pin-images";

export const policies: readonly Policy[] = [forbidPublicDatabases, pinImages];
