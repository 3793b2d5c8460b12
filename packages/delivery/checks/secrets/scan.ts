/** Scans a folder of text files for secrets. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
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

/** Maximum number of files for one run of secretlint, because the length of a command line is limited. */
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
  // secretlint writes to a file, because it exits before a pipe has received the whole output.
  const output = join(mkdtempSync(join(tmpdir(), "groundwork-secretlint-")), "findings.json");
  const args = ["--secretlintrcJSON", rules, "--format", "json", "--output", output, "--no-glob", ...files];
  const { status, stdout, stderr } = runShort(process.execPath, [program, ...args], { cwd: folder });
  // With --output, the exit status is 0 with and without findings. Without findings the file may not exist.
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

/** Finds short private keys: secretlint requires 100 characters of Base64, an Ed25519 private key has 64. */
function privateKeys(file: string, text: string): Finding[] {
  const keys = text.matchAll(/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/g);
  return [...keys].map(({ index }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    what: "PrivateKey",
  }));
}
