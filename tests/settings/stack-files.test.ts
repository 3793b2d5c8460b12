/**
 * The stack files in the root of the repository, which belong to the users of the platform. Only this file reads them: it checks
 * what holds for any number of stacks with any names and values. All other tests use the stacks in tests/stacks/.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { evaluate } from "@groundwork/rehearse/cloud/evaluation";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { projectName, readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import groundwork from "../../index";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";
import { projectNameProblem, stackNameProblem } from "../../settings/names";
import { repository } from "../project/test-project";

/** Values that exist in the documentation only: https://docs.aws.amazon.com, RFC 2606, RFC 5737. */
const placeholder =
  /111122223333|your-organization|(?<![\w-])example\.com\b|203\.0\.113\.|aaaaaaaa-1111|Z0123456789ABCDEFGHIJ/;

/** Keys with a placeholder in their value that are not marked: by a comment above that begins with EDIT, or beside. */
function unmarked(text: string): string[] {
  const found = new Set<string>();
  let [comment, key, marked] = ["", "", false];
  for (const line of text.split("\n")) {
    if (/^ *#/.test(line)) {
      comment += line;
      continue;
    }
    const name = /^ {2}(\S+):( |$)/.exec(line)?.[1];
    if (name !== undefined) [key, marked] = [name, /^ *# EDIT: /.test(comment) || line.endsWith(" # EDIT")];
    if (placeholder.test(line) && !marked) found.add(key);
    comment = "";
  }
  return [...found];
}

const project = projectName(repository);
// `groundwork review up` writes the files of pull requests' stacks; git ignores them.
const stacks = stacksIn(repository).filter((stack) => !/^pr-\d+$/.test(stack));

test("the project has a valid name and at least one stack", () => {
  expect(projectNameProblem(project)).toBeUndefined();
  expect(stacks).not.toEqual([]);
});

describe.each(stacks)("Pulumi.%s.yaml", (stack) => {
  test("its name fits into names in AWS", () => {
    expect(stackNameProblem(project, stack)).toBeUndefined();
  });

  test("resources without an explicit provider fail", () => {
    const { config } = readStackConfig(repository, stack);
    expect(JSON.parse(config["pulumi:disable-default-providers"] ?? "[]")).toEqual(
      expect.arrayContaining(["aws", "kubernetes"]),
    );
  });

  test("the program accepts the settings, and its resources keep the mandatory policies", async () => {
    const { config, secretKeys } = readStackConfig(repository, stack);
    const args = { program: () => groundwork(), cloud: newCloud(), project, stack, config, secretKeys };
    const { resources } = await evaluate(args);
    const violations = checkPolicies(resources, policySettings(config, project)).filter(isForbidden);
    expect(violations.map(({ policy, message, urn }) => `${policy}: ${message} (${urn})`)).toEqual([]);
    expect(resources.length).toBeGreaterThan(0);
  });

  test("a value from the documentation is marked with EDIT until it is replaced", () => {
    expect(unmarked(readFileSync(join(repository, `Pulumi.${stack}.yaml`), "utf8"))).toEqual([]);
  });
});

test("an unmarked list is found, even directly below a marked one", () => {
  const text =
    "config:\n  # EDIT: administrators\n  a:admins:\n    - 111122223333\n  a:viewers:\n    - 111122223333\n";
  expect(unmarked(text)).toEqual(["a:viewers"]);
});

test("a domain that ends like the one of the documentation is no placeholder", () => {
  expect(unmarked("config:\n  a:host: gallery.my-example.com\n")).toEqual([]);
});
