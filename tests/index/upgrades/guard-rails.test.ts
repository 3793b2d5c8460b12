/** Renaming the setting `environment` to `guardRails` changes nothing in a running stack. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { settingsFile } from "@groundwork/rehearse/project/stack-settings";
import { engine } from "@groundwork/testbed/engine";
import groundwork from "../../../index";
import { withEnvironment, withGuardRails } from "./renamed-key";

jest.setTimeout(600_000);

test.each(["dev", "prod"])(
  "%s runs under the earlier name, and the renamed key changes no resource",
  async (stack) => {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-guard-rails-"));
    const name = `Pulumi.${stack}.yaml`;
    copyFileSync(join(projectFolder, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    writeFileSync(join(folder, name), withEnvironment(readFileSync(join(projectFolder, name), "utf8")));
    const { command } = await engine();
    const program = async () => groundwork(undefined, []);
    const opened = await openStack({ engine: command, folder, stack, cloud: newCloud(), program });
    try {
      await operate(opened.stack, "up");
      const file = settingsFile(opened.stack);
      writeFileSync(file, withGuardRails(readFileSync(file, "utf8")));
      const { changes, same } = await operate(opened.stack, "preview");
      expect(changes).toEqual([]);
      expect(same).toBeGreaterThan(100);
    } finally {
      opened.close();
      rmSync(folder, { recursive: true });
    }
  },
);
