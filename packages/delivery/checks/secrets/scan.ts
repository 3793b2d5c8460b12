/** Looks for secrets in a folder of texts. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { z } from "zod";

/** Something that looks like a secret. */
export interface Finding {
  /** Path inside the folder. */
  readonly file: string;
  readonly line: number;
  /** What it looks like, without the secret itself. */
  readonly what: string;
}

const resultSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string(),
        messageId: z.string(),
        loc: z.object({ start: z.object({ line: z.number() }) }),
      }),
    ),
  }),
);

/** How many files one run of secretlint is given; a command line has its limit. */
const AT_ONCE = 500;

/**
 * All findings in the given files: those of secretlint's recommended rules, and private keys too short for them.
 *
 * @throws Error when secretlint itself fails.
 */
export function scan(folder: string, files: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    findings.push(...secretlint(folder, files.slice(at, at + AT_ONCE)));
  }
  const known = new Set(findings.map(({ file, line }) => `${file}:${line}`));
  const keys = files.flatMap((file) => privateKeys(file, readFileSync(join(folder, file), "utf8")));
  return [...findings, ...keys.filter(({ file, line }) => !known.has(`${file}:${line}`))];
}

function secretlint(folder: string, files: readonly string[]): Finding[] {
  const program = join(projectFolder, "node_modules", "secretlint", "bin", "secretlint.js");
  const rules = readFileSync(join(projectFolder, ".secretlintrc.json"), "utf8");
  // To a file, because it ends before a pipe has taken all that it writes.
  const output = join(mkdtempSync(join(tmpdir(), "groundwork-secretlint-")), "findings.json");
  const args = ["--secretlintrcJSON", rules, "--format", "json", "--output", output, "--no-glob", ...files];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  // With --output, 0 is its status whether it found something or not; without a finding there may be no file.
  if (status !== 0) throw new Error(`secretlint failed (${status}): ${stderr || stdout}`);
  const found = existsSync(output) ? readFileSync(output, "utf8") : "[]";
  rmSync(dirname(output), { recursive: true });
  return resultSchema.parse(JSON.parse(found)).flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, messageId, loc }) => ({
      file: relative(folder, filePath),
      line: loc.start.line,
      what: `${messageId} (${ruleId})`,
    })),
  );
}

/** secretlint asks for 100 characters of Base64; a private key of Ed25519 has 64. */
function privateKeys(file: string, text: string): Finding[] {
  const keys = text.matchAll(/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/g);
  return [...keys].map(({ index }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    what: "PrivateKey",
  }));
}
