// As in packages/cli/bin/groundwork.js. Jest evaluates every module again for each test file.
module.exports = require("../../packages/cli/bin/lazily")(() =>
  require("../../node_modules/@npmcli/arborist/lib/index.js"),
);
