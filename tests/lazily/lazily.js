/**
 * A module that is loaded when something of it is used first. Jest evaluates every module again for each test file, and @pulumi/pulumi
 * imports two large ones at its start which only the serialization of functions needs.
 */
module.exports = (load) => new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : load()[name]) });
