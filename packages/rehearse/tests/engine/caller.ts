/** A separate program for tests of Ctrl-C: looks for an engine, without a network. */
import { findEngine } from "../../engine";
import { Interrupted } from "../../errors/interruption";

// The second way to handle Ctrl-C: the caller has its own handler, and exits immediately.
if (process.argv.includes("--leave-at-once")) process.on("SIGINT", () => process.exit(130));

findEngine({
  installer: { reach: () => Promise.reject(new Error("no network")), install: () => Promise.resolve() },
}).then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(error instanceof Interrupted ? 130 : 1);
  },
);
