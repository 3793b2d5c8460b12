/** `groundwork scan vulnerabilities` */
import { Command } from "@commander-js/extra-typings";
import { describe, readAudit, serious } from "@groundwork/delivery/checks/vulnerabilities/audit";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { failUnless } from "../../status";

const description = `Checks the packages that run in production or deploy ("dependencies" and their dependencies) for vulnerabilities that
npm's registry knows. Fails at severity high and critical. If the registry has no audit service, the command reports that
nothing was checked, and exits with status 69.`;

export function createCommand() {
  return new Command().description(description).action(() => {
    const { stdout, stderr } = runShort("npm", ["audit", "--omit=dev", "--json"], { cwd: projectFolder });
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
        "Upgrade to a fixed version (`npm audit fix`), or pin one under overrides in package.json.",
      );
    }
    failUnless(bad.length === 0);
  });
}
