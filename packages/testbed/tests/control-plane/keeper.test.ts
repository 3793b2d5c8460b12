import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { startControlPlane } from "../../control-plane";
import { inCluster } from "../../control-plane/in-cluster";
import { until } from "../../processes/until";

/** Processes that were started with this folder among their arguments. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(join("/proc", pid, "cmdline"), "utf8").includes(folder);
    } catch {
      return false;
    }
  });
}

const onLinux = process.platform === "linux" ? inCluster : describe.skip;

onLinux("a control plane", () => {
  test("stops on request, and leaves no process and no folder", async () => {
    const plane = await startControlPlane();
    expect(processesIn(plane.folder).length).toBeGreaterThanOrEqual(5);
    await plane.stop();
    expect(processesIn(plane.folder)).toEqual([]);
    expect(existsSync(plane.folder)).toBe(false);
  });

  test.each(["SIGINT", "SIGKILL"] as const)(
    "stops when the process that started it ends by %s",
    async (signal) => {
      const program = `
      require("./packages/testbed/control-plane").startControlPlane().then(({ folder }) => console.log(folder));
      setInterval(() => undefined, 1000);`;
      const owner = spawn(process.execPath, ["--import", "tsx", "-e", program], {
        cwd: projectFolder,
        stdio: ["ignore", "pipe", "inherit"],
      });
      let folder = "";
      for await (const line of createInterface({ input: owner.stdout })) {
        folder = line;
        break;
      }
      expect(processesIn(folder).length).toBeGreaterThanOrEqual(5);
      owner.kill(signal);
      await until(async () => processesIn(folder).length === 0 && !existsSync(folder));
    },
  );
});
