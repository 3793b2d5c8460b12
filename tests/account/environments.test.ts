/** The account's roles follow environments.yaml. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { gatedEnvironments } from "../../account/environments";
import { evaluatedAccount } from "./evaluated";

const LISTED = '["environments.yaml"]';
const environments = readEnvironments();
const approved = (approval: string) =>
  environments.filter((each) => each.approval === approval).map(({ stack }) => stack);

/** The subjects that may assume the deploy role of each environment, without the repository. */
async function subjects(deployedFromMain: string, deployedFromEnvironment: string) {
  const { resources } = await evaluatedAccount({ deployedFromMain, deployedFromEnvironment });
  const roles = resources.filter(
    ({ type, name }) => type === "aws:iam/role:Role" && name.startsWith("deploy-"),
  );
  return Object.fromEntries(
    roles.map(({ name, inputs }) => {
      const found = [...String(inputs.assumeRolePolicy).matchAll(/"repo:[^:"]+:([^"]+)"/g)];
      return [name.slice("deploy-".length), found.map(([, subject]) => subject)];
    }),
  );
}

test("both lists follow environments.yaml by default", () => {
  const { config } = parse(readFileSync(join(projectFolder, "account", "Pulumi.yaml"), "utf8"));
  for (const key of ["deployedFromMain", "deployedFromEnvironment"])
    expect(config[key].default).toEqual(["environments.yaml"]);
});

test("the list decides by its approvals, and a name of its own stands beside it", async () => {
  const expected = Object.fromEntries([
    ...approved("none").map((stack) => [stack, ["ref:refs/heads/main"]]),
    ...approved("required").map((stack) => [stack, [`environment:${stack}`]]),
    ["review", ["environment:review", "ref:refs/heads/main"]],
  ]);
  expect(await subjects(LISTED, '["environments.yaml", "review"]')).toEqual(expected);
  expect(gatedEnvironments('["environments.yaml", "review"]')).toEqual([...approved("required"), "review"]);
});

test("lists without the entry stay as they are, for an account with some of the environments", async () => {
  expect(await subjects("[]", '["prod"]')).toEqual({ prod: ["environment:prod"] });
  expect(gatedEnvironments('["prod"]')).toEqual(["prod"]);
});

test("an environment in both lists is refused, also if one of them is environments.yaml", async () => {
  await expect(subjects('["prod"]', LISTED)).rejects.toThrow("environments that are not in deployedFromMain");
});

test("another word is refused with what is allowed", async () => {
  await expect(subjects('["environments.yml"]', "[]")).rejects.toThrow("; or environments.yaml");
});
