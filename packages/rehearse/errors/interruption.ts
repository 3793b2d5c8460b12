/** Thrown when the user pressed Ctrl-C or the process was told to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(readonly signalName: string) {
    super(`Interrupted (${signalName}).`);
  }
}

/**
 * Turns the signals that ask a process to end into an abort, so that the work can tidy up first. A second signal
 * ends the process at once.
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
