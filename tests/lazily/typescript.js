module.exports = require("./lazily")(() => require("../../node_modules/typescript/lib/typescript.js"));
