import { join } from "node:path";
import { run } from "../../engine/child";
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
  await expect(versionOf(path, undefined, 500)).rejects.toThrow(
    `\`${path} version\` did not end within 0.5 s`,
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
