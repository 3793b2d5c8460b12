import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

type Listener = (reason: unknown, promise: Promise<unknown>) => void;

/**
 * Lets a test see an operation fail, or an engine killed. When the engine goes, the calls that the program's resources
 * had under way are rejected with nobody waiting for them. While a program runs, the Automation API hears of them by a
 * listener on the process (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/automation/server.ts), but jest gives
 * a test file a process of its own, that nothing is reported to. So they are handed on to it here, as Node would. A
 * rejection that no listener waits for still fails the test.
 */
export default class EngineEnvironment extends TestEnvironment {
  private readonly own = this.global.process.rawListeners("unhandledRejection");

  handleTestEvent(event: Circus.Event): void {
    if (event.name !== "error" || !event.promise) return;
    const { error, promise } = event;
    const listeners = this.global.process
      .rawListeners("unhandledRejection")
      .filter((each): each is Listener => !this.own.includes(each));
    if (listeners.length === 0) return;
    promise.catch(() => undefined);
    for (const listener of listeners) listener(error, promise);
  }
}
