/**
 * Makes Pulumi's SDK record no stack trace for each of the thousands of promises of a program, which it would print for promises that
 * never end (debuggablePromise in @pulumi/pulumi/runtime/debuggable). Without them an evaluation takes half of the time. Importing
 * this file is enough. With PULUMI_DEBUG_PROMISE_LEAKS they are recorded
 * (https://www.pulumi.com/docs/iac/cli/environment-variables/).
 */

interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
}

// The SDK calls the function as a property of this object. An import would be a copy of it.
const debuggable: Debuggable = require("@pulumi/pulumi/runtime/debuggable");
const { debuggablePromise } = debuggable;

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS)
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
