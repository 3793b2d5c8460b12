import { findMoto } from "@groundwork/testbed/moto/install";
import { realEngine } from "../index/state/engine";
import { evaluatorFolder } from "./evaluator/install";

/** Downloads and builds that take long are done once, before test files that need them run in parallel. */
export default async function setup(): Promise<void> {
  findMoto();
  evaluatorFolder();
  await realEngine();
}
