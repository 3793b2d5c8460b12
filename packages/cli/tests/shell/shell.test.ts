/** `groundwork shell` as a person starts it: opens the private API, runs a command, and restores the endpoint in every case. */
import { readdirSync } from "node:fs";
import { StandIn } from "./eks";
import { Desk } from "./started";

const address = ["--cidr", "203.0.113.7/32"];
const opening = { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] };
const closing = { endpointPublicAccess: false };

let standIn: StandIn;
let desk: Desk;
beforeEach(async () => {
  standIn = new StandIn();
  await standIn.start();
  desk = new Desk(standIn);
});
afterEach(() => {
  desk.close();
  standIn.stop();
});

/** What must hold after every end but kill -9. */
function expectClosed(): void {
  expect(standIn.access.endpointPublicAccess).toBe(false);
  expect(standIn.status).toBe("ACTIVE");
  expect(readdirSync(desk.temporary).filter((name) => name.startsWith("groundwork-"))).toEqual([]);
}

test("a command runs with a separate kubeconfig while the API is open for one address, and the API is closed after it", async () => {
  const script =
    'stat -c "%a" "$KUBECONFIG" "$(dirname "$KUBECONFIG")"; cat "$KUBECONFIG"; echo; echo "$GROUNDWORK_SHELL $AWS_REGION"';
  const { status, stdout, stderr } = await desk.start([
    "prod",
    ...address,
    "--",
    "sh",
    "-c",
    `${script}; exit 7`,
  ]).ended;
  expect(stderr).toContain("is as before: closed (only the VPC reaches the API)");
  expect(status).toBe(7);
  const [file, folder, kubeconfig = "", environment] = stdout.trim().split("\n");
  expect([file, folder, environment]).toEqual(["600", "700", "prod us-east-1"]);
  expect(JSON.parse(kubeconfig)).toMatchObject({
    clusters: [
      { cluster: { server: standIn.api.url, "certificate-authority-data": standIn.api.certificate } },
    ],
    users: [
      { user: { exec: { command: "aws", args: expect.arrayContaining(["groundwork-prod-1a2b3c4d"]) } } },
    ],
  });
  expect(standIn.changes).toEqual([opening, closing]);
  expectClosed();
});

test("without --cidr, the API is opened for the address that the service returns", async () => {
  const given = ["--address-service", `${standIn.url}/address`];
  expect((await desk.start(["prod", ...given, "--", "true"]).ended).status).toBe(0);
  expect(standIn.changes).toEqual([opening, closing]);
});

test("the API of a stack with a public list gets one more block, and the list is restored", async () => {
  standIn.access = { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] };
  expect((await desk.start(["dev", "--cidr", "198.51.100.4", "--", "true"]).ended).status).toBe(0);
  expect(standIn.changes).toEqual([
    { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", "198.51.100.4/32"] },
    { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
  ]);
});

test("with --role, EKS and kubectl use the role, and the session has the name of the user", async () => {
  const role = "arn:aws:iam::111122223333:role/groundwork-break-glass-prod";
  const command = ["--", "sh", "-c", 'cat "$KUBECONFIG"'];
  const { status, stdout } = await desk.start(["prod", ...address, "--role", role, ...command]).ended;
  expect(status).toBe(0);
  const [assumed] = standIn.calls;
  expect(assumed).toMatchObject({ operation: "AssumeRole", input: { RoleArn: role } });
  expect(assumed?.input.RoleSessionName).toMatch(/^groundwork-shell-\w+/);
  const [{ user }] = JSON.parse(stdout).users;
  expect(user.exec.args.slice(-2)).toEqual(["--role-arn", role]);
  expectClosed();
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends the command, and the API is closed",
  async (signal) => {
    // An interactive shell ignores SIGTERM. Without its own trap, bash ignores a SIGINT that the command it waits for did not receive.
    const script = "trap '' TERM; trap 'exit 130' INT; echo ready; while :; do sleep 0.1; done";
    const started = desk.start(["prod", ...address, "--", "bash", "-c", script]);
    await started.prints("ready");
    started.child.kill(signal);
    const { status } = await started.ended;
    expect(status).toBe(130);
    expectClosed();
  },
);

test("a command that ignores every signal is killed, and the API is closed", async () => {
  const script = "trap '' TERM HUP INT; echo ready; while :; do sleep 0.1; done";
  const started = desk.start(["prod", ...address, "--", "bash", "-c", script]);
  await started.prints("ready");
  started.child.kill("SIGTERM");
  expect((await started.ended).status).toBe(130);
  expectClosed();
});

test("a signal during the opening waits for the update, and closes the API without running the command", async () => {
  standIn.polls = 2;
  const started = desk.start(["prod", ...address, "--", "echo", "ready"]);
  await started.prints("Opening");
  while (standIn.changes.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  started.child.kill("SIGTERM");
  const { status, stdout } = await started.ended;
  expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
  expect(standIn.changes).toEqual([opening, closing]);
  expectClosed();
});

test("a second signal while the API is closed ends the command, and says how to close it", async () => {
  standIn.polls = 1_000;
  const started = desk.start(["prod", ...address, "--", "true"]);
  await started.prints("Opening");
  started.child.kill("SIGTERM");
  await started.prints("Closing");
  started.child.kill("SIGTERM");
  await started.prints("A second signal ends this command");
  started.child.kill("SIGTERM");
  const { status, stderr } = await started.ended;
  expect(status).toBe(130);
  expect(stderr).toContain("may still be open");
  expect(stderr).toContain("npx --no groundwork shell prod --close");
});

test("after kill -9 the API is open, a further shell is rejected, and --close closes it", async () => {
  const started = desk.start(["prod", ...address, "--", "sh", "-c", "echo ready; exec sleep 600"]);
  await started.prints("ready");
  process.kill(-(started.child.pid ?? 0), "SIGKILL");
  await started.ended;
  expect(standIn.access).toMatchObject(opening);
  expect((await desk.start(["prod", ...address, "--", "true"]).ended).stderr).toContain("shell prod --close");
  const { status, stderr } = await desk.start(["prod", "--close"]).ended;
  expect(status).toBe(0);
  expect(stderr).toContain("closed (only the VPC reaches the API)");
  expect(standIn.changes).toEqual([opening, closing]);
  expect((await desk.start(["prod", "--close"]).ended).stderr).toContain("nothing to close");
  expect(standIn.changes).toHaveLength(2);
});

test("credentials that expire during the incident are reported, and the API is closed once they work again", async () => {
  const started = desk.start(["prod", ...address, "--", "sh", "-c", "echo ready; sleep 2"]);
  await started.prints("ready");
  standIn.failures.push({ operation: "DescribeCluster", status: 403, type: "ExpiredTokenException" });
  const { status, stderr } = await started.ended;
  expect(stderr).toContain("The AWS credentials have expired");
  expect(status).toBe(0);
  expectClosed();
});

test("when the API cannot be closed in time, the status is 1 and the last line says how to close it", async () => {
  const started = desk.start(["prod", ...address, "--timeout", "4", "--", "sh", "-c", "echo ready; sleep 1"]);
  await started.prints("ready");
  const failure = { operation: "DescribeCluster", status: 403, type: "AccessDeniedException" };
  standIn.failures.push(...Array.from({ length: 5 }, () => failure));
  const { status, stderr } = await started.ended;
  expect(status).toBe(1);
  expect(stderr.trim().split("\n").at(-1)).toContain("npx --no groundwork shell prod --close");
});

test("an opening that EKS rejects changes nothing, and one with an unknown result is closed", async () => {
  standIn.failures.push({ operation: "UpdateClusterConfig", status: 409, type: "ResourceInUseException" });
  const rejected = await desk.start(["prod", ...address, "--", "true"]).ended;
  expect(rejected.status).toBe(1);
  expect(rejected.stderr).toContain("ResourceInUseException");
  expect(rejected.stderr).not.toContain("Closing");
  expect(standIn.changes).toEqual([]);
  const failure = { operation: "UpdateClusterConfig", status: 400, type: "ValidationException" };
  standIn.failures.push({ ...failure, status: 501, carriedOut: true });
  const unknown = await desk.start(["prod", ...address, "--", "true"]).ended;
  expect(unknown.status).toBe(1);
  expect(standIn.changes.at(-1)).toEqual(closing);
  expectClosed();
});

test("an opening that fails in EKS is reported with the reason, and the command does not run", async () => {
  standIn.outcome = "Failed";
  const { status, stdout, stderr } = await desk.start(["prod", ...address, "--", "echo", "ran"]).ended;
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("Unknown: not possible now");
  expectClosed();
});

test("an endpoint that was changed in the meantime is left as it is, and reported", async () => {
  const started = desk.start(["prod", ...address, "--", "sh", "-c", "echo ready; sleep 2"]);
  await started.prints("ready");
  standIn.access = { endpointPublicAccess: true, publicAccessCidrs: ["198.51.100.4/32"] };
  const { stderr } = await started.ended;
  expect(stderr).toContain("was changed in the meantime, and is left open for 198.51.100.4/32");
  expect(standIn.changes).toEqual([opening]);
});

test("in a terminal, the user's shell starts, and its end closes the API", async () => {
  const started = desk.startInTerminal(["prod", ...address], { SHELL: "/bin/bash" });
  await started.prints("KUBECONFIG is");
  started.child.stdin?.write('test -f "$KUBECONFIG" && echo "context: ready"\nexit 3\n');
  const { status, stdout } = await started.ended;
  expect(stdout).toMatch(/^context: ready/m);
  expect(status).toBe(3);
  expectClosed();
});

test("when the terminal is closed, the API is closed", async () => {
  const started = desk.startInTerminal(["prod", ...address], { SHELL: "/bin/bash" });
  await started.prints("KUBECONFIG is");
  started.child.kill("SIGKILL");
  await started.ended;
  const end = Date.now() + 30_000;
  while (standIn.access.endpointPublicAccess || standIn.status !== "ACTIVE") {
    if (Date.now() > end) throw new Error("the API is still open");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
