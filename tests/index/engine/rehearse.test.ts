import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { findEngine } from "@groundwork/rehearse/engine";
import { rehearse, type Step } from "@groundwork/rehearse/lifecycle/rehearsal";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import * as aws from "@pulumi/aws";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { drawn } from "../../drawn";

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "rehearse-test-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** All steps of a rehearsal of a small program. */
async function stepsOf(
  program: PulumiFn,
  prepare: (cloud: ReturnType<typeof newCloud>) => void = () => undefined,
) {
  const engine = await findEngine({ report: { log: () => undefined, during: (_, work) => work() } });
  if ("tried" in engine) throw new Error(JSON.stringify(engine.tried));
  const cloud = newCloud();
  prepare(cloud);
  const args = { engine: engine.command, folder: projectFolder, stack: "dev", cloud, program };
  const rehearsed = await openStack(args);
  const steps: Record<string, Step> = {};
  try {
    for await (const step of rehearse({ rehearsed, cloud })) steps[step.name] = step;
    return steps;
  } finally {
    rehearsed.close();
  }
}

const provider = () => new aws.Provider("aws", { region: "us-east-1" });

test("a program that changes something on its second up fails, and the resource and the property are named", async () => {
  let days = 0;
  const steps = await stepsOf(async () => {
    days += 1;
    new aws.cloudwatch.LogGroup("restless", { retentionInDays: days }, { provider: provider() });
  });
  expect(steps["up again"]?.surprises).toEqual([
    "unexpected update of restless (aws:cloudwatch/logGroup:LogGroup): retentionInDays",
  ]);
});

test("resources that a destroy leaves in the cloud fail the rehearsal", async () => {
  const steps = await stepsOf(async () => {
    new aws.cloudwatch.LogGroup("kept", {}, { provider: provider(), retainOnDelete: true });
  });
  expect(steps.destroy?.surprises).toEqual(["left in the cloud: kept (aws:cloudwatch/logGroup:LogGroup)"]);
});

test("drift that a refresh finds fails the rehearsal", async () => {
  let cloud: ReturnType<typeof newCloud> | undefined;
  const program = async () => {
    new aws.cloudwatch.LogGroup("drifting", { retentionInDays: 7 }, { provider: provider() });
  };
  const steps = await stepsOf(program, (made) => {
    cloud = made;
    // A refresh first reads each resource.
    made.before = ({ kind, type }) => {
      const group = cloud?.list(type)[0];
      if (kind === "read" && group) cloud?.tamper(type, group.id, { retentionInDays: 30 });
    };
  });
  expect(steps.refresh?.surprises).toEqual([
    "unexpected update of drifting (aws:cloudwatch/logGroup:LogGroup): retentionInDays",
  ]);
});

test("a rejection by the cloud is reported with the cloud's message", async () => {
  const program = async () => {
    const assumeRolePolicy = JSON.stringify({ Statement: [] });
    new aws.iam.Role("role", { name: "x".repeat(65), assumeRolePolicy }, { provider: provider() });
  };
  await expect(stepsOf(program)).rejects.toThrow(/65 characters, 64 are allowed/);
});

/** Runs the command as a user does, in a separate process group, with a separate temporary folder. */
function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  mkdirSync(join(scratch, "tmp"), { recursive: true });
  const child = spawn(
    process.execPath,
    [join(projectFolder, "packages/cli/bin/groundwork.js"), "rehearse", ...args],
    {
      cwd: projectFolder,
      env: { ...process.env, TMPDIR: join(scratch, "tmp"), ...env },
      detached: true,
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, output: () => output };
}

/** The rehearsal leaves nothing in the temporary folder. (tsx keeps its cache there.) */
function leftovers(): string[] {
  return readdirSync(join(scratch, "tmp")).filter((name) => name.startsWith("groundwork-"));
}

test.each(drawn(["SIGINT", "SIGHUP", "SIGTERM"] as const, 1))(
  "%s half-way says so, exits with 130 and leaves neither processes nor files behind",
  async (signal) => {
    const { child, ended, output } = command(["dev"]);
    // The engine starts the policy pack for the preview. It must not outlive the engine.
    const packs = () => processesIn(join(scratch, "tmp")).filter((each) => each.includes("run-policy-pack"));
    while (packs().length === 0) {
      if (child.exitCode !== null) throw new Error(`The rehearsal ended before its preview:\n${output()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const group = -(child.pid ?? 0);
    process.kill(group, signal);
    expect(await ended).toBe(130);
    expect(output()).toContain(`Interrupted (${signal}).`);
    expect(processesIn(join(scratch, "tmp"))).toEqual([]);
    expect(leftovers()).toEqual([]);
    expect(() => process.kill(group, 0)).toThrow("ESRCH");
  },
);

/** Processes that were started with this temporary folder, whatever group they are in. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const environment = readFileSync(join("/proc", pid, "environ"), "utf8").split("\0");
      return environment.includes(`TMPDIR=${folder}`)
        ? [readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ")]
        : [];
    } catch {
      // The process has ended, or the entry is not a process.
      return [];
    }
  });
}

test("without an engine, the command prints the plan and says that nothing was rehearsed; --require-engine makes it fail", async () => {
  // A PATH with only Node, an empty cache, and no access to the installer.
  const bin = dirname(process.execPath);
  const env = {
    PATH: (process.env.PATH ?? "").split(delimiter).includes(bin) ? join(scratch, "bin") : "",
    XDG_CACHE_HOME: join(scratch, "cache"),
    HTTPS_PROXY: "http://127.0.0.1:9",
    https_proxy: "http://127.0.0.1:9",
  };
  const shown = command(["dev"], env);
  expect(await shown.ended).toBe(0);
  expect(shown.output()).toContain("aws:eks:Cluster");
  expect(shown.output()).toContain("NOT rehearsed");
  expect(shown.output()).toContain("a build with Go: Go is not on PATH");
  const required = command(["dev", "--require-engine"], env);
  expect(await required.ended).toBe(1);
});
