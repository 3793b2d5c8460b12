/** Signals during a session: each step decides what a signal does, and none ends the process before the endpoint is closed. */
import { Interrupted } from "@groundwork/rehearse/errors/interruption";

type Handler = (signal: NodeJS.Signals) => void;

const names: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

export class Signals {
  /** The first signal that was received. */
  received: NodeJS.Signals | undefined;
  #handler: Handler = () => undefined;
  readonly #listener = (signal: NodeJS.Signals) => {
    this.received ??= signal;
    this.#handler(signal);
  };

  constructor() {
    for (const name of names) process.on(name, this.#listener);
  }

  /** Runs a step with a handler of its signals. */
  async during<T>(handler: Handler, work: () => Promise<T>): Promise<T> {
    const before = this.#handler;
    this.#handler = handler;
    try {
      return await work();
    } finally {
      this.#handler = before;
    }
  }

  /** Runs a step that a signal aborts. @throws Interrupted */
  async abortable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    if (this.received !== undefined) throw new Interrupted(this.received);
    return this.during(
      (name) => controller.abort(new Interrupted(name)),
      async () => {
        try {
          return await work(controller.signal);
        } catch (error) {
          throw controller.signal.aborted ? controller.signal.reason : error;
        }
      },
    );
  }

  stop(): void {
    for (const name of names) process.removeListener(name, this.#listener);
  }
}
