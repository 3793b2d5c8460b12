import { status } from "@grpc/grpc-js";
import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

/**
 * Lets a test see an operation fail, or an engine killed. When the engine goes, the calls that the program's resources
 * had under way are rejected with nobody waiting for them: the SDK rejects them anew on purpose, and the Automation API
 * takes them for answered, with a handler on the process. jest keeps the real process to itself, so the same is done
 * here, for the statuses that the SDK takes for the end of the engine and for no others.
 * https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/automation/server.ts
 */
export default class EngineEnvironment extends TestEnvironment {
  handleTestEvent(event: Circus.Event): void {
    if (event.name === "error" && event.promise && isEndOfEngine(event.error)) {
      event.promise.catch(() => undefined);
    }
  }
}

function isEndOfEngine(error: unknown): boolean {
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(error);
  if (code === status.UNAVAILABLE || code === status.CANCELLED) return true;
  // The SDK's getResource passes the words of gRPC on, and drops the status.
  return (
    code === undefined &&
    /^(Connection dropped|read ECONNRESET|No connection established)/.test(String(message))
  );
}
