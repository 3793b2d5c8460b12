import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ends, pidIn, Sandbox } from "./sandbox";

const CALLER = join(__dirname, "caller.ts");
const callers: ChildProcess[] = [];
let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => {
  for (const caller of callers.splice(0)) caller.kill("SIGKILL");
  sandbox.remove();
});

test.each([
  ["SIGINT", []],
  ["SIGTERM", []],
  ["SIGINT", ["--leave-at-once"]],
] as const)(
  "%s during a build stops the build and leaves no partial files %j",
  async (signal, args) => {
    const pidFile = join(sandbox.folder, "pid");
    sandbox.onPath("go", `[ "$1" = env ] && echo go1.26.0 && exit; echo $$ > ${pidFile}; exec /bin/sleep 60`);

    const options = { env: { ...process.env } };
    const caller = spawn(process.execPath, ["--import", "tsx", CALLER, ...args], options);
    callers.push(caller);
    const status = new Promise((resolve) => caller.once("exit", resolve));
    const go = await pidIn(pidFile);
    expect(sandbox.inCache()).toEqual([expect.stringMatching(/^\.making-/)]);

    caller.kill(signal);
    expect(await status).toBe(130);
    expect(await ends(go)).toBe(true);
    expect(sandbox.inCache()).toEqual([]);
  },
  60_000,
);
