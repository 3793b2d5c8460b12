import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "../project/test-project";

const read = (file: string) => readFileSync(join(repository, file), "utf8");

const { customManagers, ignorePaths, packageRules } = z
  .object({
    customManagers: z.array(
      z.object({
        description: z.string(),
        managerFilePatterns: z.array(z.string().regex(/^\/.*\/$/)),
        matchStrings: z.array(z.string()),
        depNameTemplate: z.string().optional(),
      }),
    ),
    ignorePaths: z.array(z.string()),
    packageRules: z.array(
      z.object({ description: z.string(), matchPackageNames: z.array(z.string()).default([]) }),
    ),
  })
  .parse(JSON.parse(read("renovate.json")));

const files = execFileSync("git", ["ls-files"], { cwd: repository, encoding: "utf8" }).trim().split("\n");

/** Simulates Renovate: its managers match all their patterns in all files that they name. */
const found = customManagers.flatMap(({ managerFilePatterns, matchStrings, depNameTemplate }) =>
  files
    .filter((file) => managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)))
    .flatMap((file) =>
      matchStrings.flatMap((pattern) =>
        [...read(file).matchAll(new RegExp(pattern, "g"))].map(({ groups = {} }) => ({
          file,
          name: groups.depName ?? depNameTemplate,
          version: groups.currentValue,
          registry: groups.registryUrl,
        })),
      ),
    ),
);

const versionIn = (file: string, pattern: RegExp) => pattern.exec(read(file))?.[1];

test.each([
  ["kube-prometheus-stack", "k8s/monitoring/monitoring.ts", /version: "([\d.]+)"/],
  ["amazon-eks", "Pulumi.yaml", /clusterVersion:[^"]*"([\d.]+)"/],
  ["amazon-rds-postgresql", "Pulumi.yaml", /databaseEngineVersion:[^"]*"([\d.]+)"/],
  ["pulumi/pulumi", ".github/actions/aws/action.yml", /pulumi-version: ([\d.]+)/],
  ["pulumi/pulumi", ".github/workflows/ci.yml", /pulumi-version: ([\d.]+)/],
  ["zizmor", "tests/github/zizmor.test.ts", /zizmor(==[\d.]+)/],
  ["rhysd/actionlint", "tests/github/actionlint.ts", /actionlint@(v[\d.]+)/],
  ["cfn-lint", "packages/rehearse/cloud/aws/schemas/data.ts", /cfn-lint(==[\d.]+)/],
  ["moto", "packages/testbed/moto/install.ts", /moto\[server\](>=[^"]+)/],
])("Renovate finds the version of %s in %s", (name, file, pattern) => {
  const version = versionIn(file, pattern);
  expect(version).toMatch(/\d/);
  expect(found).toContainEqual(expect.objectContaining({ file, name, version }));
});

test("Every pattern of Renovate matches something, and only the dependencies named above", () => {
  const names = new Set(found.map(({ name }) => name));
  expect([...names].sort()).toEqual([
    "amazon-eks",
    "amazon-rds-postgresql",
    "cfn-lint",
    "kube-prometheus-stack",
    "moto",
    "pulumi/pulumi",
    "rhysd/actionlint",
    "zizmor",
  ]);
  expect(found.find(({ name }) => name === "kube-prometheus-stack")?.registry).toMatch(/^https:\/\//);
});

test("Renovate looks into folders of tests, which config:recommended leaves out", () => {
  expect(found.map(({ file }) => file)).toContainEqual(expect.stringMatching(/^tests\//));
  expect(ignorePaths).toEqual(["**/node_modules/**"]);
});

test.each([".github/actions/aws/action.yml", ".github/workflows/ci.yml"])(
  "%s uses the Pulumi version that the tests build",
  (file) => {
    const engine = versionIn(
      "packages/rehearse/engine/go.mod",
      /github\.com\/pulumi\/pulumi\/pkg\/v3 v([\d.]+)/,
    );
    expect(versionIn(file, /pulumi-version: ([\d.]+)/)).toBe(engine);
  },
);

test("Every package that is held back has a reason", () => {
  const held = packageRules.flatMap(({ description, matchPackageNames }) =>
    description.startsWith("Held") ? matchPackageNames : [],
  );
  const versions = z.record(z.string(), z.string());
  // Of every package, or of the packages of one.
  const overrides = z.record(z.string(), z.union([z.string(), versions])).default({});
  const own = versions.default({});
  const manifest = z.object({ dependencies: own, devDependencies: own, overrides });
  const manifests = files.filter((file) => /(^|\/)package\.json$/.test(file));
  expect(manifests.length).toBeGreaterThan(8);
  const pinned = manifests.flatMap((file) => {
    const { dependencies, devDependencies, overrides } = manifest.parse(JSON.parse(read(file)));
    const inOthers = Object.values(overrides).flatMap((each) =>
      typeof each === "string" ? [] : Object.keys(each),
    );
    const exact = Object.entries({ ...dependencies, ...devDependencies, ...overrides })
      .filter(([, version]) => typeof version === "string" && !/^(\^|file:)/.test(version))
      .map(([name]) => name);
    return [...exact, ...inOthers];
  });
  expect(pinned).toEqual(expect.arrayContaining(["@sparticuz/chromium", "cookie"]));
  expect(held).toEqual(expect.arrayContaining(pinned));
});

test("No update is merged without a person, not even one for a vulnerability", () => {
  expect(read("renovate.json")).not.toMatch(/automerge"?: *(true|")|:automerge/);
});
