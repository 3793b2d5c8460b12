import { join } from "node:path";
import { run, runAside, runOrThrow, runShort } from "../../engine/child";
import { versionOf } from "../../engine/version";
import { ends, pidIn, Sandbox } from "./sandbox";

let sandbox: Sandbox;
let pidFile: string;
beforeEach(() => {
  sandbox = new Sandbox();
  pidFile = join(sandbox.folder, "pid");
});
afterEach(() => sandbox.remove());

/** A program that waits for a child that ignores SIGINT (a shell makes background processes ignore it). */
function hanging() {
  return sandbox.onPath("pulumi", `/bin/sleep 60 &\necho $! > ${pidFile}; wait`);
}

test("a pulumi that never responds is stopped after the time limit, with all its child processes", async () => {
  const path = hanging();
  await expect(versionOf(path, undefined, 3_000)).rejects.toThrow(
    `\`${path} version\` did not end within 3 s`,
  );
  expect(await ends(await pidIn(pidFile))).toBe(true);
});

test("an abort stops the program and its child processes, even if they ignore signals", async () => {
  const controller = new AbortController();
  const ended = expect(run(hanging(), [], { limit: 60_000, signal: controller.signal })).rejects.toThrow(
    "enough",
  );
  const pid = await pidIn(pidFile);
  controller.abort(new Error("enough"));
  await ended;
  expect(await ends(pid)).toBe(true);
});

test("a missing or invalid program is reported as such", async () => {
  await expect(run(join(sandbox.bin, "none"), [], { limit: 1_000 })).rejects.toThrow("is not there");
  await expect(run(sandbox.bin, [], { limit: 1_000 })).rejects.toThrow(
    "is not a program that may be run here",
  );
});

test("stdout is returned, stderr is not", async () => {
  const path = sandbox.onPath("talker", "echo out; echo err >&2");
  expect(await run(path, [], { limit: 10_000 })).toBe("out\n");
});

test("the program that PATH has first is run, and not the one beside Node.js", async () => {
  const { bin } = sandbox;
  sandbox.onPath("node", "echo first");
  const env = { PATH: `${bin}:${process.env.PATH}` };
  expect(await run("node", [], { env, limit: 10_000 })).toBe("first\n");
  expect((await runAside("node", [], { env })).stdout).toBe("first\n");
  expect(runShort("node", [], { env }).stdout).toBe("first\n");
});

const UMLAUTS = "ä".repeat(100_000);

test("characters of several bytes survive at the border of two chunks", async () => {
  const path = sandbox.onPath(
    "talker",
    `exec ${process.execPath} -e 'process.stdout.write("x" + "ä".repeat(100_000))'`,
  );
  expect(await run(path, [], { limit: 10_000 })).toBe(`x${UMLAUTS}`);
  expect((await runAside(path, [])).stdout).toBe(`x${UMLAUTS}`);
});

describe.each([
  ["runShort", async (...args: Parameters<typeof runShort>) => runShort(...args)],
  ["runAside", runAside],
] as const)("%s", (_name, call) => {
  test("returns the exit status, stdout and stderr", async () => {
    const path = sandbox.onPath("talker", "echo out; echo err >&2; exit 3");
    expect(await call(path, [])).toEqual({ status: 3, stdout: "out\n", stderr: "err\n" });
  });

  test("says why a program did not start, and does not throw", async () => {
    const { status, stderr } = await call(join(sandbox.bin, "none"), []);
    expect(status).toBeUndefined();
    expect(stderr).toContain("ENOENT");
  });

  test("passes exactly the given environment", async () => {
    process.env.GROUNDWORK_TEST_OWN = "own";
    try {
      const path = sandbox.onPath("talker", "echo $GROUNDWORK_TEST_OWN-$GIVEN");
      expect((await call(path, [], { env: { GIVEN: "given" } })).stdout).toBe("-given\n");
      expect((await call(path, [])).stdout).toBe("own-\n");
    } finally {
      delete process.env.GROUNDWORK_TEST_OWN;
    }
  });
});

test("a short program that takes too long is stopped and has no status", () => {
  expect(runShort("/bin/sleep", ["60"], { limit: 200 })).toEqual({
    status: undefined,
    stdout: "",
    stderr: expect.stringContaining("ETIMEDOUT"),
  });
});

test("a program that has to succeed and fails is reported with its command line and stderr", () => {
  const path = sandbox.onPath("talker", "echo no such branch >&2; exit 2");
  expect(() => runOrThrow(path, ["a", "b"])).toThrow(`${path} a b failed (2): no such branch`);
});

test("an aborted program is interrupted, and its exit status returned", async () => {
  const path = sandbox.onPath(
    "talker",
    "trap 'exit 7' INT; echo ready >&2; while :; do /bin/sleep 0.05; done",
  );
  const controller = new AbortController();
  const { status } = await runAside(path, [], {
    signal: controller.signal,
    onStderr: () => controller.abort(),
  });
  expect(status).toBe(7);
});

test("stdin is passed on, and a program that ends before it has read it reports its status", async () => {
  expect((await runAside("/bin/cat", [], { input: "in" })).stdout).toBe("in");
  const path = sandbox.onPath("talker", "exit 4");
  expect((await runAside(path, [], { input: "x".repeat(1_000_000) })).status).toBe(4);
});
