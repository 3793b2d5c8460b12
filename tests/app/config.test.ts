import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, readConfig } from "../../app/src/config";
import { endpoints } from "../../app/src/database/tls";
import { memoryNeededMiB } from "../../app/src/photos/limits";
import { findRuleViolations } from "../../settings/rules";
import { testProject } from "../project/test-project";

const complete = {
  DATABASE_PRIMARY_HOST: "database-primary",
  DATABASE_USER: "gallery",
  DATABASE_PASSWORD: "not-a-real-password",
  PHOTOS_BUCKET: "photos",
  CURATOR_TOKEN: "a".repeat(24),
};

function problems(env: Record<string, string>): string[] {
  try {
    readConfig("api", env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

test("all problems of an environment are reported together, without repeating any value", () => {
  const found = problems({
    PORT: "http",
    CURATOR_TOKEN: "short-secret",
    DATABASE_USER: "x",
    LOG_LEVEL: "loud",
  });
  for (const name of ["DATABASE_PRIMARY_HOST", "DATABASE_PASSWORD", "PORT", "CURATOR_TOKEN", "LOG_LEVEL"]) {
    expect(found.filter((line) => line.startsWith(name))).toHaveLength(1);
  }
  expect(found.join("\n")).toContain("DATABASE_PASSWORD is missing");
  expect(found.join("\n")).not.toContain("short-secret");
});

test("a curator's token of 23 characters is rejected, one of 24 is accepted", () => {
  expect(problems({ ...complete, CURATOR_TOKEN: "a".repeat(23) })).toEqual([
    expect.stringMatching(/^CURATOR_TOKEN/),
  ]);
  expect(problems(complete)).toEqual([]);
});

test.each([
  ["both", { ...complete, PHOTOS_DIRECTORY: "/photos" }],
  ["neither", { ...complete, PHOTOS_BUCKET: undefined }],
])("photos have exactly one storage: %s is rejected", (_case, env) => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  expect(problems(JSON.parse(JSON.stringify(given)))).toEqual([expect.stringContaining("exactly one of")]);
});

describe("secrets in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "gallery-secrets-"));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const { DATABASE_PASSWORD: _, ...withoutPassword } = complete;
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(["pass word", "pass word\n", "pass word\r\n"])(
    "%j is read without the line break at its end",
    (content) => {
      const env = { ...withoutPassword, DATABASE_PASSWORD_FILE: file("password", content) };
      expect(readConfig("api", env).DATABASE_PASSWORD).toBe("pass word");
      expect(readConfig("migrate", env).DATABASE_PASSWORD).toBe("pass word");
    },
  );

  test("a missing file is reported with its name, and a secret that is given twice without its value", () => {
    const env = {
      ...complete,
      CURATOR_TOKEN_FILE: file("token", "b".repeat(24)),
      DATABASE_PASSWORD_FILE: "/nowhere",
    };
    const { DATABASE_PASSWORD: __, ...missing } = env;
    expect(problems(missing)).toEqual([
      "DATABASE_PASSWORD_FILE: /nowhere cannot be read (ENOENT)",
      "CURATOR_TOKEN_FILE: set CURATOR_TOKEN or CURATOR_TOKEN_FILE, not both",
      "DATABASE_PASSWORD is missing",
    ]);
  });

  test("an empty file, and a token that is too short, are rejected", () => {
    expect(problems({ ...withoutPassword, DATABASE_PASSWORD_FILE: file("empty", "\n") })).toEqual([
      expect.stringMatching(/^DATABASE_PASSWORD: /),
    ]);
  });

  test("the web role does not read them", () => {
    expect(readConfig("web", { DATABASE_PASSWORD_FILE: "/nowhere" }).PORT).toBe(8080);
  });
});

test("the web role starts without the database's password and the curator's token", () => {
  expect(readConfig("web", {}).PORT).toBe(8080);
});

test("each replica has its own host, port and certificate name", () => {
  const config = readConfig("api", {
    ...complete,
    DATABASE_REPLICA_HOSTS: "database-replica-1, database-replica-2:6432",
    DATABASE_REPLICA_TLS_NAMES: "r1.example.com,r2.example.com",
  });
  expect(endpoints(config).replicas).toEqual([
    { name: "replica-1", host: "database-replica-1", port: 5432, tlsName: "r1.example.com" },
    { name: "replica-2", host: "database-replica-2", port: 6432, tlsName: "r2.example.com" },
  ]);
});

test("a list of names with another length than the replicas is rejected", () => {
  const env = { ...complete, DATABASE_REPLICA_HOSTS: "a,b", DATABASE_REPLICA_TLS_NAMES: "a.example.com" };
  expect(problems(env)).toEqual(["DATABASE_REPLICA_TLS_NAMES: has 1 names for 2 DATABASE_REPLICA_HOSTS"]);
});

test("limits that need more memory than the container has are rejected, with both values", () => {
  const read = (env: Record<string, string>, limitMiB: number) => () =>
    readConfig("api", { ...complete, ...env }, limitMiB * 1024 ** 2);
  expect(read({}, memoryNeededMiB())).not.toThrow();
  expect(read({}, 0)).not.toThrow();
  expect(read({}, memoryNeededMiB() - 1)).toThrow(/need 1408 MiB of memory; the limit is 1407 MiB/);
  expect(read({ MAX_PIXELS: "60000000" }, memoryNeededMiB())).toThrow("MAX_PIXELS=60000000");
  expect(read({ MAX_CONCURRENT_UPLOADS: "50" }, memoryNeededMiB())).toThrow("MAX_CONCURRENT_UPLOADS=50");
  expect(() => readConfig("web", {}, 64 * 1024 ** 2)).not.toThrow();
});

test.each(["dev", "prod"])(
  "the memory limit of the API in %s is sufficient for the largest allowed photos",
  (stack) => {
    const of = (file: string) => readFileSync(join(testProject, file), "utf8");
    const set = /^ {2}groundwork:apiMemoryLimitMib: (\d+)$/m.exec(of(`Pulumi.${stack}.yaml`))?.[1];
    const fallback = /^ {2}apiMemoryLimitMib:\n(?: {4}.*\n)*? {4}default: (\d+)$/m.exec(
      of("Pulumi.yaml"),
    )?.[1];
    expect(Number(set ?? fallback)).toBeGreaterThanOrEqual(memoryNeededMiB());
    const tooLow = findRuleViolations({ apiMemoryLimitMib: memoryNeededMiB() - 1 });
    expect(tooLow).toEqual([
      {
        path: ["apiMemoryLimitMib"],
        allowed: expect.stringContaining("at least 1408, which the largest photos"),
      },
    ]);
    expect(findRuleViolations({ apiMemoryLimitMib: memoryNeededMiB() })).toEqual([]);
  },
);
