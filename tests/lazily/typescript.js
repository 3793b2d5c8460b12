// As in packages/cli/bin/groundwork.js. Jest evaluates every module again for each test file.
module.exports = require("@groundwork/cli/bin/lazily")(() =>
  require("../../node_modules/typescript/lib/typescript.js"),
);
