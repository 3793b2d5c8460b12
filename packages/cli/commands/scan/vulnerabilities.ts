/** `groundwork scan vulnerabilities` */
import { spawnSync } from "node:child_process";
import { Command } from "@commander-js/extra-typings";
import { describe, readAudit, serious } from "@groundwork/delivery/checks/vulnerabilities/audit";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { failUnless } from "../../status";

const description = `Asks npm's registry which known vulnerabilities the packages have that run in production or deploy (those under
"dependencies" and their own dependencies). Fails at severity high and critical. Where the registry has no such
service, it says that nothing was checked, and exits with status 69.`;

export function createCommand() {
  return new Command().description(description).action(() => {
    const { stdout, stderr } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
      cwd: projectFolder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 ** 2,
    });
    const audit = readAudit(stdout);
    if ("unavailable" in audit) {
      throw new Unavailable(
        `NOT CHECKED for vulnerabilities: the registry did not answer the audit (${audit.unavailable || stderr.trim()}).`,
      );
    }
    for (const each of audit.packages) console.log(describe(each));
    const bad = serious(audit.packages);
    console.log(
      `${audit.dependencies} packages, ${audit.packages.length} with known vulnerabilities, ${bad.length} serious.`,
    );
    if (bad.length > 0) {
      console.log(
        "Take a version that has the repair (`npm audit fix` knows it), or pin one under overrides in package.json.",
      );
    }
    failUnless(bad.length === 0);
  });
}
