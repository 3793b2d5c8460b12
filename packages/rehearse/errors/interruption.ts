/** Thrown when the process receives SIGINT (Ctrl-C), SIGTERM or SIGHUP. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(readonly signalName: string) {
    super(`Interrupted (${signalName}).`);
  }
}

/**
 * Aborts the work on SIGINT, SIGTERM and SIGHUP, so that it can clean up. A second signal ends the process immediately.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted(name));
  };
  const names: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of names) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of names) process.removeListener(name, interrupt);
  }
}
