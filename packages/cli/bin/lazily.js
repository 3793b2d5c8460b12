/**
 * A module that is loaded when something of it is used first. @pulumi/pulumi imports two large modules at its start, a compiler and npm's
 * dependency tree, which only the serialization of functions needs. Without them a command starts a second earlier.
 */
module.exports = (load) => new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : load()[name]) });
