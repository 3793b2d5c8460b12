/** Statements through kubectl, with a program in its place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { podStatements } from "../../restore/statements";

const login = { host: "db.example.com", password: "pass-word-1" };
const statements = {
  namespace: "gallery",
  workload: "deployment/api",
  program: "run()",
  schema: "",
  rows: () => "",
  writers: "",
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-kubectl-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A kubectl that records its arguments and stdin, and ends like this. */
function kubectl({ stdout = "", stderr = "", status = 0 }) {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [
    "#!/bin/sh",
    `cat > ${join(folder, "stdin")}`,
    `printf '%s\\n' "$@" > ${join(folder, "args")}`,
    `printf %s ${quoted(stdout)}`,
    `printf %s ${quoted(stderr)} >&2`,
    `exit ${status}`,
  ];
  writeFileSync(join(folder, "kubectl"), lines.join("\n"), { mode: 0o755 });
  return podStatements("/kubeconfig", statements, join(folder, "kubectl"));
}

test("a statement runs in the workload, and its rows return; the password is in stdin only", async () => {
  const rows = await kubectl({ stdout: '[{"rows":3}]' })("SELECT 1", login);
  expect(rows).toEqual([{ rows: 3 }]);
  const args = readFileSync(join(folder, "args"), "utf8");
  expect(args.split("\n").slice(0, -1)).toEqual([
    ...["--kubeconfig", "/kubeconfig", "--namespace", "gallery", "exec", "--stdin", "deployment/api"],
    ...["--", "node", "-e", "run()"],
  ]);
  expect(args).not.toContain(login.password);
  expect(JSON.parse(readFileSync(join(folder, "stdin"), "utf8"))).toEqual({ statement: "SELECT 1", login });
});

test("no rows are an empty list", async () => {
  expect(await kubectl({ stdout: "SELECT: 0 rows\n" })("SELECT 1 WHERE false", login)).toEqual([]);
});

test.each<[string, { stdout?: string; stderr?: string; status?: number }, RegExp]>([
  [
    "an error of PostgreSQL",
    { stderr: 'relation "photos" does not exist', status: 1 },
    /db\.example\.com.*relation "photos"/,
  ],
  [
    "a private endpoint",
    { stderr: "Unable to connect to the server: dial tcp: i/o timeout", status: 1 },
    /docs\/on-call\.md/,
  ],
  ["an answer without rows", { stdout: "hello" }, /no rows as JSON: hello/],
])("%s is explained, without the password", async (_, ends, message) => {
  const error = await kubectl(ends)("SELECT 1", login).catch((each: unknown) => each);
  expect(error).toMatchObject({ name: "Explained", message: expect.stringMatching(message) });
  expect(String(error)).not.toContain(login.password);
});

test("without kubectl, the error says where to get it", async () => {
  const run = podStatements("/kubeconfig", statements, join(folder, "kubectl"));
  await expect(run("SELECT 1", login)).rejects.toThrow("kubectl is not on PATH");
});
