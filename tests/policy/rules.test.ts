/** Rules for all policies. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { isResourcePolicy } from "../../policy/policy";
import * as rules from "../../policy/rules";
import { policyTable } from "../../policy/table";

const { policies } = rules;
const folder = join(projectFolder, "policy", "rules");
const files = readdirSync(folder)
  .map((file) => file.replace(".ts", ""))
  .filter((name) => name !== "index");
const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

test("every policy has a file, an export and a test with its name", () => {
  expect(policies.map(({ name }) => name).sort()).toEqual(files.sort());
  for (const { name } of policies) {
    const source = readFileSync(join(folder, `${name}.ts`), "utf8");
    expect(source).toContain(`export const ${camel(name)}: `);
    expect({ name, tested: existsSync(join(__dirname, "rules", `${name}.test.ts`)) }).toEqual({
      name,
      tested: true,
    });
  }
});

test.each(policies.map((policy) => [policy.name, policy] as const))(
  "%s states its rule, its reason, its fix and its source",
  (name, policy) => {
    for (const sentence of [policy.description, policy.reason, policy.fix])
      expect(sentence).toMatch(/^[A-Z].{20,}\.$/s);
    expect(policy.source).toMatch(/^https:\/\/\S+$/);
    expect(["critical", "high", "medium", "low"]).toContain(policy.severity);
    // The doc comment begins with the severity, where the reader of the file sees it.
    const source = readFileSync(join(folder, `${name}.ts`), "utf8");
    expect(source.toLowerCase()).toMatch(new RegExp(`/\\*\\* ${policy.severity}[:,]`));
    if (isResourcePolicy(policy)) expect(policy.types.length).toBeGreaterThan(0);
  },
);

test("the table in docs/policies.md is generated from the policies", () => {
  const docs = readFileSync(join(projectFolder, "docs", "policies.md"), "utf8");
  // `npx --no groundwork policies --markdown` prints it.
  expect(docs).toContain(policyTable());
});
