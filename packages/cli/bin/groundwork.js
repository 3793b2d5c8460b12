#!/usr/bin/env node
// Node starts this file by itself; it registers tsx in this process, so that TypeScript can be required.
// Only `require` is registered: a second thread for `import()` would double the time of `groundwork --help`.
// The AWS SDK warns in seven lines that it will drop Node 20 in 2027. This is the SDK's own switch.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require("tsx/cjs");
require("../main.ts");
