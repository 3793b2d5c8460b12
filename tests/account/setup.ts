import { findMoto } from "@groundwork/testbed/moto/install";
import { realEngine } from "../index/state/engine";
import { evaluatorFolder } from "./evaluator/install";

/** What takes a while the first time is fetched once, before test files that run side by side all want it. */
export default async function setup(): Promise<void> {
  findMoto();
  evaluatorFolder();
  await realEngine();
}
