#!/usr/bin/env node
// Node starts this file by itself; it registers tsx in this process, so that TypeScript can be required.
// Only `require` is registered: a second thread for `import()` would double the time of `groundwork --help`.
require("tsx/cjs");
require("../main.ts");
