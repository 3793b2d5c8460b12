import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** Invented, and assembled from parts, so that this file contains no secret. */
const SECRETS: Readonly<Record<string, string>> = {
  "app/.env": `AWS_ACCESS_KEY_ID=${"AKIA"}${"QYLPMN5HFIQR7B2Z"}\n`,
  "docs/notes.md": `aws_secret_access_key = "${"wJalrXUtnFEMI/K7MDENG"}/${"bPxRfiCYzz4Hq9TtLm"}"\n`,
  "deploy.sh": `#!/bin/sh\n\nexport GITHUB_TOKEN=${"ghp_"}${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}\n`,
  ".github/token": `${"github_pat_"}${"11ABCDEFG0abcdefghijkl"}_${"Ab1".repeat(19)}Ab\n`,
  "keys/rsa.pem": pem("rsa"),
  "keys/ed25519": pem("ed25519"),
};

function pem(kind: "rsa" | "ed25519"): string {
  const { privateKey } =
    kind === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

let folder: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: folder });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-scan-"));
  git("init", "--quiet", "--initial-branch=main");
  write("README.md", "Account 111122223333.\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "docs: begin");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function scan() {
  const { status, stdout, stderr } = spawnSync(
    "npx",
    ["--no", "groundwork", "scan", "secrets", "--folder", folder],
    { cwd: projectFolder, encoding: "utf8", env: { ...process.env, GITHUB_ACTIONS: "" } },
  );
  return { status, output: stdout + stderr };
}

test("A clone without secrets passes", () => {
  expect(scan()).toMatchObject({
    status: 0,
    output: expect.stringMatching(/1 files and 1 versions.*: 0 secrets/),
  });
});

test("AWS keys, GitHub tokens and private keys are found with their location, and not printed", () => {
  for (const [file, text] of Object.entries(SECRETS)) write(file, text);
  const { status, output } = scan();
  expect(status).toBe(1);
  for (const file of Object.keys(SECRETS)) expect(output).toContain(`${file}:`);
  for (const secret of ["QYLPMN5HFIQR7B2Z", "bPxRfiCYzz4Hq9TtLm", "wWPw5k4aXcaT4fNP0Uc", "11ABCDEFG0abc"]) {
    expect(output).not.toContain(secret);
  }
  expect(output).toContain("deploy.sh:3  GITHUB_TOKEN");
  expect(output).toContain(`${Object.keys(SECRETS).length} secrets`);
});

test("A secret that was committed and later removed is found in the history", () => {
  write("deploy.sh", SECRETS["deploy.sh"] ?? "");
  git("add", ".");
  git("commit", "--quiet", "--message", "feat: deploy");
  git("rm", "--quiet", "deploy.sh");
  git("commit", "--quiet", "--message", "fix: no token here");
  const { status, output } = scan();
  expect(status).toBe(1);
  expect(output).toMatch(/deploy\.sh in history, blob [0-9a-f]{40}:3 {2}GITHUB_TOKEN/);
  expect(output).toContain("revoke it first");
});

test("A file that git ignores is not scanned", () => {
  write(".gitignore", "*.local\n");
  write("me.local", SECRETS["deploy.sh"] ?? "");
  expect(scan().status).toBe(0);
});

test("Outside a git clone, the command fails instead of finding nothing", () => {
  rmSync(join(folder, ".git"), { recursive: true });
  const { status, output } = scan();
  expect(status).toBe(1);
  expect(output).toContain("The secret scan needs a git clone");
});
