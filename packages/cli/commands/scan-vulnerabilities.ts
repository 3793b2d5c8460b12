/** `npm run scan:vulnerabilities` */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { describe, readAudit, serious } from "@groundwork/delivery/checks/vulnerabilities/audit";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { runScript } from "../script";

const usage = `Usage: npm run scan:vulnerabilities

Asks npm's registry which known vulnerabilities the packages have that run in production or deploy (those under
"dependencies" and what they bring). Fails at severity high and critical. Where the registry has no such service, it
says that nothing was checked, and ends with status 69.`;

void runScript(usage, async () => {
  parseArgs();
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
  return bad.length === 0;
});
