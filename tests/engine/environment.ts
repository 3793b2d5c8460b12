import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

/**
 * Lets a test see an operation fail. When the engine gives up it ends the resource monitor, and the registrations that
 * were under way are rejected with nobody waiting for them. The Automation API takes these for answered, with a handler
 * on the process; jest keeps the real process to itself, so it is done here.
 */
export default class EngineEnvironment extends TestEnvironment {
  handleTestEvent(event: Circus.Event): void {
    if (event.name !== "error" || !event.promise) return;
    if (String(event.error).includes("Resource monitor is terminating")) event.promise.catch(() => undefined);
  }
}
