import { isPromise } from "node:util/types";
import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

type Listener = (reason: unknown, promise: Promise<unknown>) => void;

/**
 * A pending call of a program's resource, to which Pulumi adds its promise when the call is rejected:
 * https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/debuggable.ts
 */
const ofProgram = (reason: unknown) =>
  typeof reason === "object" && reason !== null && "promise" in reason && isPromise(reason.promise);

/**
 * Between two test files jest has no listeners, and Node.js would end the whole suite with the first rejection. A rejection of a program
 * is so late if its engine ended in the file before; any other ends the process, as without this listener.
 */
function afterTheFile(reason: unknown): void {
  if (!ofProgram(reason)) throw reason;
  console.warn(`A call of a program whose engine had ended was rejected after its test file: ${reason}`);
}

/**
 * Lets a test observe a failed operation or a killed engine. When the engine ends, pending calls of the program's
 * resources are rejected without a handler. While a program runs, the Automation API receives these rejections with
 * a listener on the process (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/automation/server.ts). But jest
 * gives each test file a process object that receives no such events, so they are forwarded to it here, as Node
 * would do. A rejection without any listener still fails the test, unless it is of the program of an earlier file.
 */
export default class EngineEnvironment extends TestEnvironment {
  private readonly own = this.global.process.rawListeners("unhandledRejection");

  override async setup(): Promise<void> {
    await super.setup();
    if (!process.listeners("unhandledRejection").includes(afterTheFile))
      process.on("unhandledRejection", afterTheFile);
  }

  handleTestEvent(event: Circus.Event): void {
    if (event.name !== "error" || !event.promise) return;
    const { error, promise } = event;
    // Each test file has its own Error.
    if (!(error instanceof this.global.Error) && ofProgram(error)) {
      promise.catch(() => undefined);
      afterTheFile(error);
      return;
    }
    const listeners = this.global.process
      .rawListeners("unhandledRejection")
      .filter((each): each is Listener => !this.own.includes(each));
    if (listeners.length === 0) return;
    promise.catch(() => undefined);
    for (const listener of listeners) listener(error, promise);
  }
}
