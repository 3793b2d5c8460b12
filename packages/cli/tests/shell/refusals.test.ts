/** What `groundwork shell` rejects before it changes anything. */
import { StandIn } from "./eks";
import { Desk } from "./started";

const address = ["--cidr", "203.0.113.7/32"];
let standIn: StandIn;
let desk: Desk;
beforeAll(async () => {
  standIn = new StandIn();
  await standIn.start();
  desk = new Desk(standIn);
});
afterAll(() => {
  desk.close();
  standIn.stop();
});
beforeEach(() => {
  standIn.access = { endpointPublicAccess: false, publicAccessCidrs: [] };
  standIn.status = "ACTIVE";
});
afterEach(() => expect(standIn.changes).toEqual([]));

const open = (...publicAccessCidrs: string[]) => ({ endpointPublicAccess: true, publicAccessCidrs });

async function rejected(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { status, stdout, stderr } = await desk.start(words, env).ended;
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  return stderr;
}

test.each([
  ["0.0.0.0/0", "--cidr is 0.0.0.0/0; it must be one public IPv4 address"],
  ["203.0.113.0/24", "--cidr is 203.0.113.0/24; it must be one public IPv4 address"],
  ["10.0.0.7", "--cidr is 10.0.0.7; it must be one public IPv4 address"],
  ["2001:db8::1/128", "--cidr is 2001:db8::1/128; it must be one public IPv4 address"],
  ["", "--cidr is empty; it must be one public IPv4 address"],
])("--cidr %j is rejected", async (cidr, message) => {
  expect(await rejected(["prod", "--cidr", cidr, "--", "true"])).toContain(message);
});

test("an unknown stack is rejected with the names of the stacks", async () => {
  expect(await rejected(["nope", ...address, "--", "true"])).toContain("the stacks are: dev, prod");
});

test("without a terminal and without a command, it says how to give one", async () => {
  expect(await rejected(["prod", ...address])).toContain("shell STACK -- COMMAND");
});

test("an API that is open for another address is left as it is", async () => {
  standIn.access = open("198.51.100.4/32");
  const stderr = await rejected(["prod", ...address, "--", "true"]);
  expect(stderr).toContain("already open for 198.51.100.4/32");
  expect(stderr).toContain("npx --no groundwork shell prod --close");
});

test("a cluster that is being updated is left as it is", async () => {
  standIn.status = "UPDATING";
  expect(await rejected(["prod", ...address, "--", "true"])).toContain("EKS makes one change at a time");
});

test("a stack without a cluster names the clusters of the account", async () => {
  standIn.names = ["groundwork-dev-aaaaaaaa", "groundwork-prod-12345678-aaaaaaaa"];
  const stderr = await rejected(["prod", ...address, "--", "true"]);
  standIn.names = ["groundwork-dev-aaaaaaaa", "groundwork-prod-1a2b3c4d"];
  expect(stderr).toContain("has no cluster in us-east-1 of this account");
  expect(stderr).toContain("groundwork-prod-12345678-aaaaaaaa");
});

test.each([
  ["/broken", "it must be one public IPv4 address"],
  ["/clusters/nope", "did not return it (HTTP status 404)"],
])("an address service that answers with %s is rejected, and --cidr is named", async (path, message) => {
  const stderr = await rejected(["prod", "--address-service", `${standIn.url}${path}`, "--", "true"]);
  expect(stderr).toContain(message);
  expect(stderr).toContain("--cidr ADDRESS/32");
});

test("programs that are missing are named before the API is opened", async () => {
  expect(await rejected(["prod", ...address, "--", "no-such-program"])).toContain(
    "There is no program no-such-program on the PATH",
  );
  const PATH = "/nowhere";
  expect(await rejected(["prod", ...address, "--", "/bin/true"], { PATH })).toContain("no program aws");
});

test("a role that is not an ARN, and --close with a command, are rejected", async () => {
  expect(await rejected(["prod", ...address, "--role", "admin", "--", "true"])).toContain("--role is admin");
  expect(await rejected(["prod", "--close", "--", "true"])).toContain("--close runs no command");
});

test("an identity without permission gets the advice, not a stack trace", async () => {
  standIn.failures.push({ operation: "ListClusters", status: 403, type: "AccessDeniedException" });
  expect(await rejected(["prod", ...address, "--", "true"])).toContain("does not have permission");
});
