/**
 * Runs the lines of docs/runbooks/KeyDeletionScheduled.md with the AWS CLI, for the keys of the stacks as the program creates them. KMS
 * and RDS are moto.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runAside } from "@groundwork/rehearse/engine/child";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { findPythonProgram } from "@groundwork/testbed/python/program";
import { linesIn, words } from "../../docs/commands/lines";
import { read } from "../../docs/files";
import { evaluated, one } from "../../evaluated";

const page = linesIn(read("docs/runbooks/KeyDeletionScheduled.md"));
const SECRET = "what the key encrypts";

const folder = temporaryFolder("groundwork-scheduled-key-");
let aws: string;
let moto: Moto;
beforeAll(async () => {
  aws = findPythonProgram({ name: "aws", requirement: "awscli>=1.46,<2", folder: "awscli", fromPath: false });
  moto = await startMoto();
}, 600_000);
afterAll(async () => {
  folder.remove();
  await moto?.stop();
});

/** Runs the AWS CLI. Returns its stdout. @throws Error with its stderr */
async function run(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, AWS_CONFIG_FILE: "/dev/null", AWS_DEFAULT_REGION: "us-east-1" };
  // The option, because the CLI ignores the variable for RDS in us-east-1.
  const given = [...args, "--endpoint-url", moto.url];
  const { status, stdout, stderr } = await runAside(aws, given, { env: { ...env, ...moto.env } });
  if (status !== 0) throw new Error(`aws ${args.join(" ")}: ${stderr.trim()}`);
  return stdout.trim();
}
const text = (...args: readonly string[]) => run(...args, "--output", "text");

/** Runs the line of the page that begins like this, with a key or an instance in the place of ID or NAME. */
async function runLine(start: string, name: string): Promise<string> {
  const found = [...new Set(page.filter((line) => line.startsWith(start)))];
  expect(found).toHaveLength(1);
  return run(
    ...words(found[0] ?? "")
      .slice(1)
      .map((word) => (/^(ID|NAME)$/.test(word) ? name : word)),
  );
}
const stateOf = async (id: string) => JSON.parse(await runLine("aws kms describe-key", id))[0];

test.each([
  ["data", "dev", 7],
  ["data", "prod", 30],
  ["platform", "dev", 7],
  ["platform", "prod", 30],
])(
  "the key %s of %s can be kept for %i days after its deletion was scheduled, and decrypts again",
  async (name, stack, days) => {
    const { inputs } = one(await evaluated(stack), "aws:kms/key:Key", name);
    const created = ["kms", "create-key", "--policy", String(inputs.policy), "--query", "KeyMetadata.KeyId"];
    const id = await text(...created, "--description", String(inputs.description));
    const encrypted = await text(
      ...["kms", "encrypt", "--key-id", id, "--plaintext", SECRET, "--query", "CiphertextBlob"],
    );
    // The CLI takes binary parameters from files only.
    const file = join(folder.path, id);
    writeFileSync(file, Buffer.from(encrypted, "base64"));
    const decrypt = async () => {
      const found = await text(
        "kms",
        "decrypt",
        "--ciphertext-blob",
        `fileb://${file}`,
        "--query",
        "Plaintext",
      );
      return Buffer.from(found, "base64").toString();
    };
    expect(await decrypt()).toBe(SECRET);

    const window = String(inputs.deletionWindowInDays);
    await run("kms", "schedule-key-deletion", "--key-id", id, "--pending-window-in-days", window);
    const [state, deletion, description] = JSON.parse(await runLine("aws kms describe-key", id));
    expect([state, description]).toEqual(["PendingDeletion", inputs.description]);
    // Version 1 of the CLI prints seconds since 1970.
    const left = (deletion - Date.now() / 1000) / (24 * 60 * 60);
    expect(left).toBeGreaterThan(days - 1);
    expect(left).toBeLessThan(days + 1);

    await runLine("aws kms cancel-key-deletion", id);
    expect(await stateOf(id)).toBe("Disabled");
    await runLine("aws kms enable-key", id);
    expect(await stateOf(id)).toBe("Enabled");
    expect(await decrypt()).toBe(SECRET);
  },
);

test("an instance that RDS stopped is started with the line of the page", async () => {
  const name = "groundwork-dev-database-primary";
  const given = ["--db-instance-class", "db.t4g.medium", "--engine", "postgres", "--allocated-storage", "20"];
  const login = ["--master-username", "gallery", "--master-user-password", "not-a-real-one"];
  await run("rds", "create-db-instance", "--db-instance-identifier", name, ...given, ...login);
  await run("rds", "stop-db-instance", "--db-instance-identifier", name);
  const status = () => runLine("aws rds describe-db-instances", name);
  expect(JSON.parse(await status())).toEqual([[name, "stopped"]]);
  await runLine("aws rds start-db-instance", name);
  expect(JSON.parse(await status())).toEqual([[name, "available"]]);
});
