/** The policy results in the output of a plan. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
import { copyPlatform } from "./platform-copy";

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

test("the most severe violation is shown first, and exceptions last, with reason and last day", () => {
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
    `Policies: ${policies.length - 4} of ${policies.length} without violations; violations: 2 mandatory, 1 advisory, 1 excepted`,
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
    copyPlatform(folder);
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
