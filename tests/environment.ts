import { TestEnvironment } from "jest-environment-node";

/**
 * The environment of every test file: that of Node.js, with empty stack traces where Pulumi's SDK takes one for each of thousands of
 * promises, to name those that never end (debuggablePromise in @pulumi/pulumi/runtime/debuggable). jest looks up every line of a stack
 * trace in a source map: in tests that evaluate the program, that was a third of the time. Stack traces of errors are as always.
 */
export default class Environment extends TestEnvironment {
  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    super(...given);
    // The Error of the test file. jest installs its source maps in the Error of this module.
    this.global.Error.prepareStackTrace = (error, frames) =>
      frames[0]?.getFileName()?.endsWith("/runtime/debuggable.js")
        ? ""
        : (Error.prepareStackTrace?.(error, frames) ?? [String(error), ...frames].join("\n    at "));
  }
}
