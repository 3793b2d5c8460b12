/** The policy results in the output of a plan. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderPolicies } from "@groundwork/rehearse/plan/policies";
import type { PolicyResult } from "@groundwork/rehearse/plan/policy-results";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { parseDocument } from "yaml";
import { checkPolicies } from "../../policy/results";
import { policies } from "../../policy/rules";
import { policySettings } from "../../policy/settings";
import { evaluated } from "../evaluated";

test.each(["dev", "prod"])("%s complies with every policy", async (stack) => {
  const { resources } = await evaluated(stack);
  const { config } = readStackConfig(projectFolder, stack);
  expect(checkPolicies(resources, policySettings(config, projectName()))).toEqual([]);
});

const result = (policy: string, changes: Partial<PolicyResult> = {}): PolicyResult => ({
  policy,
  level: "mandatory",
  severity: "high",
  message: `${policy} is broken.`,
  urn: "urn",
  source: "https://example.com",
  ...changes,
});

test("the worst is shown first, and what is excepted last, with reason and end", () => {
  const text = renderPolicies(
    [
      result("retain-logs", { level: "advisory", severity: "critical" }),
      result("encrypt-logs", { excepted: { reason: "The vendor is at it.", until: "2027-03-31" } }),
      result("pin-images"),
      result("forbid-public-databases", { severity: "critical" }),
    ],
    policies.map(({ name }) => name),
  );
  const [head, ...lines] = text.split("\n");
  expect(head).toBe(
    `Policies: ${policies.length - 4} of ${policies.length} kept by every resource, 2 forbidden, 1 advised against, 1 excepted`,
  );
  expect(lines.filter((line) => line.startsWith("  !!") || line.startsWith("  --"))).toEqual([
    "  !!  forbid-public-databases (mandatory, critical)",
    "  !!  pin-images (mandatory, high)",
    "  --  retain-logs (advisory, critical)",
    "  --  encrypt-logs (mandatory, high)",
  ]);
  expect(text).toContain("excepted until 2027-03-31: The vendor is at it.");
});

test("`npm run plan` of a stack that violates a policy reports it and fails; an exception in its file makes it pass", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-plan-"));
  try {
    const files =
      "index.ts settings infra k8s policy account app/src/photos/limits.ts rehearse.config.ts package.json tsconfig.json Pulumi.yaml";
    for (const file of [...files.split(" "), "Pulumi.prod.yaml"])
      cpSync(join(projectFolder, file), join(folder, file), { recursive: true });
    symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
    const set = (key: string, value: unknown) => {
      const file = join(folder, "Pulumi.prod.yaml");
      const document = parseDocument(readFileSync(file, "utf8"));
      document.setIn(["config", `groundwork:${key}`], value);
      writeFileSync(file, document.toString());
    };
    const plan = (...args: string[]) =>
      spawnSync(
        process.execPath,
        [join(projectFolder, "packages/cli/bin/groundwork.js"), "plan", "prod", ...args],
        {
          cwd: folder,
          encoding: "utf8",
          maxBuffer: 2 ** 26,
        },
      );
    set("databaseBackupRetentionDays", 3);
    const broken = plan();
    expect(broken.stdout).toContain("!!  keep-database-backups (mandatory, high)");
    expect(broken.stdout).toContain("it can be restored to the last 3 days");
    expect(broken.status).toBe(1);
    const until = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const resource = "aws:rds/instance:Instance::database-primary";
    const reason = "It moves to another account on Friday.";
    set("policyExceptions", [{ policy: "keep-database-backups", resource, reason, until }]);
    const excepted = plan("--json");
    expect(JSON.parse(excepted.stdout).policies).toMatchObject([{ excepted: { reason, until } }]);
    expect(excepted.status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
