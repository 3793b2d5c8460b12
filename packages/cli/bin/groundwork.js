#!/usr/bin/env node
// Node starts this file by itself; it registers tsx in this process, so that TypeScript can be required.
// Only `require` is registered: a second thread for `import()` would double the time of `groundwork --help`.
const Module = require("node:module");
const lazily = require("./lazily");

// The AWS SDK warns in seven lines that it will drop Node 20 in 2027. This is the SDK's own switch.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require("tsx/cjs");

const load = Module._load;
Module._load = (name, ...where) =>
  name === "typescript" || name === "@npmcli/arborist"
    ? lazily(() => load(name, ...where))
    : load(name, ...where);
require("../main.ts");
