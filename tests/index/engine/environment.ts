import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

type Listener = (reason: unknown, promise: Promise<unknown>) => void;

/**
 * Lets a test observe a failed operation or a killed engine. When the engine ends, pending calls of the program's
 * resources are rejected without a handler. While a program runs, the Automation API receives these rejections with
 * a listener on the process (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/automation/server.ts). But jest
 * gives each test file a process object that receives no such events, so they are forwarded to it here, as Node
 * would do. A rejection without any listener still fails the test.
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
