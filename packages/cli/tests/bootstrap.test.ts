/** `groundwork bootstrap` with values that are not allowed. No test here reaches AWS. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { groundwork } from "./command";

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-account-"));
  copyFileSync(join(projectFolder, "account", "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs bootstrap without credentials: it must end before it needs them. */
function bootstrap(options: Readonly<Record<string, string>> = {}, shell: NodeJS.ProcessEnv = {}) {
  const given = {
    account: "111122223333",
    region: "us-east-1",
    repository: "octo-org/garden",
    "alarm-address": "money@example.com",
    ...options,
  };
  const flags = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  const none = {
    AWS_ACCESS_KEY_ID: "",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  return groundwork(["bootstrap", "--folder", folder, "--yes", ...flags], projectFolder, {
    ...process.env,
    ...none,
    ...shell,
  });
}

test.each([
  [
    { region: "us-esat-1" },
    "--region is us-esat-1; it must be an AWS region such as us-east-1; did you mean us-east-1?",
  ],
  [{ region: "Frankfurt" }, "--region is Frankfurt; it must be an AWS region such as us-east-1"],
  [{ account: "1234" }, "--account is 1234; it must be a 12-digit account id"],
  [{ repository: "https://github.com/a/b" }, "--repository is https://github.com/a/b; it must be OWNER/NAME"],
  [{ "repository-ids": "7" }, '--repository-ids is 7; it must be "", or OWNER_ID/REPOSITORY_ID'],
  [{ "alarm-address": "money" }, "--alarm-address is money; it must be an e-mail address"],
])("%j is rejected with what is allowed, and nothing is written", (options, message) => {
  const { status, stdout, stderr } = bootstrap(options);
  expect(stderr).toContain(message);
  expect(stderr).toContain("Nothing was changed.");
  expect([status, stdout]).toEqual([1, ""]);
  expect(readdirSync(folder)).toEqual(["Pulumi.yaml"]);
});

test("several values that are not allowed are reported together", () => {
  const { stderr } = bootstrap({ region: "us-esat-1", "alarm-address": "money" });
  expect(stderr).toMatch(/--region is us-esat-1;.*\n--alarm-address is money;/);
});

test("a mistyped region in the stack's file is rejected, with the file to correct", () => {
  const file = join(folder, "Pulumi.main.yaml");
  const text = "config:\n  groundwork-bootstrap:region: us-esat-1\n";
  writeFileSync(file, text);
  const flags = ["--account", "111122223333", "--repository", "a/b", "--alarm-address", "a@example.com"];
  const { status, stderr } = groundwork(["bootstrap", "--folder", folder, "--yes", ...flags]);
  expect(stderr).toContain(`region in ${file} is us-esat-1; it must be an AWS region`);
  expect(status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a mistyped region of the shell is rejected", () => {
  const { status, stderr } = bootstrap({}, { AWS_REGION: "us-esat-1" });
  expect(stderr).toContain("AWS_REGION is us-esat-1; it must be an AWS region");
  expect(status).toBe(1);
});
