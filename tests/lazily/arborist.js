// As in packages/cli/bin/groundwork.js. Jest evaluates every module again for each test file. The module belongs to @pulumi/pulumi.
const { join } = require("node:path");
const path = join(__dirname, "../../node_modules/@npmcli/arborist/lib/index.js");
module.exports = require("@groundwork/cli/bin/lazily")(() => require(path));
