import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { projectFolder } from "@groundwork/rehearse/project/files";

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-local-"));
  // PostgreSQL runs as another user if the tests run as root.
  chmodSync(folder, 0o755);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Starts `npm run gallery` without npm, with its own temporary folder. */
function gallery(port: number) {
  const tsx = require.resolve("tsx/cjs");
  const child = spawn(process.execPath, ["--require", tsx, "app/local/run.ts", "--port", String(port)], {
    cwd: projectFolder,
    env: { ...process.env, TMPDIR: folder },
  });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = once(child, "close").then(([code]: (number | null)[]) => code);
  const until = async (what: string) => {
    while (!output.includes(what)) {
      if (child.exitCode !== null) throw new Error(`ended before "${what}":\n${output}`);
      await wait(20);
    }
  };
  return { child, ended, until, output: () => output };
}

const left = () => readdirSync(folder).filter((name) => name.startsWith("gallery-"));

/** Bytes of all files in the folders that are left. */
const bytesLeft = () =>
  left()
    .flatMap((name) =>
      readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).map((file) =>
        join(folder, name, file),
      ),
    )
    .reduce((sum, file) => sum + statSync(file).size, 0);

test.each([
  [0, "SIGTERM"],
  [400, "SIGINT"],
  [900, "SIGTERM"],
  [1500, "SIGHUP"],
] as const)(
  "stopped %d ms after the beginning of the start with %s, it leaves nothing behind",
  async (milliseconds, signal) => {
    const { child, ended, until, output } = gallery(0);
    await until("Starting");
    await wait(milliseconds);
    child.kill(signal);
    const begin = Date.now();
    expect(await ended).toBe(130);
    expect(Date.now() - begin).toBeLessThan(30_000);
    expect({ left: left(), bytes: bytesLeft() }).toEqual({ left: [], bytes: 0 });
    expect(output()).toContain("Stopping …");
    expect(output()).not.toMatch(/\n\s+at /);
  },
  60_000,
);

test("what a killed gallery leaves behind is removed by the next one, and that of a running one stays", async () => {
  const running = gallery(0);
  await running.until("Stop with Ctrl+C");
  const ofRunning = left();
  const killed = gallery(0);
  await killed.until("Stop with Ctrl+C");
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect(left().length).toBeGreaterThan(ofRunning.length);
  const next = gallery(0);
  await next.until("Stop with Ctrl+C");
  next.child.kill("SIGTERM");
  expect(await next.ended).toBe(0);
  expect(left().sort()).toEqual(ofRunning.sort());
  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  expect(left()).toEqual([]);
}, 120_000);

test("a port in use is one line, before a database starts", async () => {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { ended, output } = gallery(port);
  expect(await ended).toBe(1);
  expect(output().trimEnd().split("\n")).toEqual([
    `Port ${port} is in use. Stop the process that uses it, or choose another port: npm run gallery -- --port ${port + 1}`,
  ]);
  expect(left()).toEqual([]);
  server.close();
}, 30_000);
