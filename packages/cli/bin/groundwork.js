#!/usr/bin/env node
// Plain JavaScript: Node starts it by itself, and it registers tsx in this process for the TypeScript behind it.
require("tsx/cjs");
require("../main.ts");
