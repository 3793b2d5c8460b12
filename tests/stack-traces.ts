/**
 * Pulumi's SDK takes a stack trace for each of thousands of promises, to name those that never end (debuggablePromise in
 * @pulumi/pulumi/runtime/debuggable). jest looks up every line of a stack trace in a source map: in tests with the engine, that was a
 * third of their time. These stack traces stay empty. Those of errors are as always.
 */
const format = Error.prepareStackTrace;
if (format)
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFileName()?.endsWith("/runtime/debuggable.js") ? "" : format(error, frames);
