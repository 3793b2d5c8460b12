/** The command `groundwork`. */
import { sweepUnfinished } from "@groundwork/rehearse/engine/cache";
import { commandLine, createProgram } from "./program";
import { explain, statusOf } from "./status";

// A terminal that is closed gives EIO. A reader that leaves (`groundwork plan | head -1`) is no error, and a deployment that lost its reader still has to
// come to its end: what is left of the output is dropped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

void main(commandLine(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<void> {
  try {
    await sweepUnfinished();
    await createProgram(args).parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = statusOf(error);
    const text = explain(error);
    if (text !== undefined) console.error(`\n${text}`);
  }
}
