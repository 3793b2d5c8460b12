// Which folder may import which: `npm run lint:boundaries` names every import that breaks a rule. Type imports count.
// The docs explain the order of the packages: docs/architecture.md.

/**
 * What the application accepts and how much memory that needs: constants and arithmetic. The file is part of the application's
 * image, which is built from app/ alone.
 */
const galleryLimits = "app/src/photos/limits.ts";

/** For each folder, what its files may import from this repository besides each other. */
const mayImport = {
  // The platform: `pulumi up` runs it with no package installed.
  "index.ts": ["applications", "settings", "infra", "k8s"],
  applications: ["settings", "infra", "k8s"],
  // Whole programs, which use the components of the platform and are rehearsed with its policies.
  examples: ["applications", "settings", "infra", "k8s", "rehearse.config.ts"],
  infra: [],
  // The pods get the limits of the application for which their memory is computed.
  k8s: [galleryLimits],
  // The settings check address ranges with the arithmetic that the network uses, and the
  // memory of the API's pods with the arithmetic that the application uses. They keep the images that the stack runs.
  settings: ["infra/cidr.ts", "infra/stack-outputs.ts", galleryLimits],
  // Exceptions from a policy are part of a stack's settings.
  policy: ["settings"],
  account: ["settings", "infra"],
  // What `groundwork adopt` knows of the platform. The program of a stack does not import it.
  adoption: ["settings", "account", "infra/cidr.ts", "packages"],
  "app/src": [],
  "app/public": [],
  // The local gallery needs a Postgres primary with replicas, as the tests of app do.
  "app/local": ["app/src", "packages/testbed"],

  // The packages import each other in this order, and never the platform.
  "packages/cli": ["packages/delivery", "packages/faults", "packages/state", "packages/rehearse"],
  "packages/delivery": ["packages/state", "packages/rehearse"],
  "packages/faults": ["packages/state", "packages/rehearse"],
  "packages/state": ["packages/rehearse"],
  "packages/rehearse": [],
  "packages/testbed": ["packages/rehearse"],

  // Hands the platform to the packages; of those it may import types only (rule below).
  "rehearse.config.ts": [
    "index.ts",
    "applications",
    "settings",
    "infra",
    "k8s",
    "policy",
    "account",
    "adoption",
    "packages",
  ],
  // The platform's tests use everything.
  tests: [
    "index.ts",
    "applications",
    "settings",
    "infra",
    "k8s",
    "policy",
    "account",
    "adoption",
    "app",
    "examples",
    "packages",
    "rehearse.config.ts",
  ],
};

/** They need more of a process than its output and its end: bytes, messages, or a watchdog. */
const startProcessesThemselves = [
  // Reads files of any bytes from git.
  "packages/delivery/checks/secrets/files.ts",
  // Gives the terminal to the command that runs in it, and passes signals on.
  "packages/delivery/private-access/command.ts",
  // Exchanges messages with its workers.
  "packages/cli/commands/faults.ts",
  // Servers and compilers that must not outlive the tests, even after kill -9.
  "packages/testbed/processes/supervised.ts",
  "packages/testbed/control-plane/build.ts",
  "packages/testbed/control-plane/index.ts",
  "packages/testbed/control-plane/processes.ts",
  // Passes the streams of the program on to the engine, as Pulumi's language host does.
  "packages/testbed/language-host/host.ts",
  "packages/testbed/language-host/policy-pack.ts",
];

const testFolders = ["^tests/", "^packages/[^/]+/tests/"];
const filesOfRepository = "^(?!.*node_modules/).*\\.(ts|js|json)$";
/** Matches the file of that name, or all files of the folder. */
const at = (path) => (/\.ts$/.test(path) ? `^${path.replaceAll(".", "\\.")}$` : `^${path}/`);

/** The rule that files of `folder` import nothing of this repository but what is in `allowed`. */
const boundary = (folder, allowed, from) => ({
  name: `${folder.replace(/^packages\/|\.ts$/g, "").replace(/\W/g, "-")}-boundary`,
  comment: `From this repository, ${folder} may import ${allowed.join(", ") || "its own files only"}.`,
  severity: "error",
  from: { path: at(folder), ...from },
  to: { path: filesOfRepository, pathNot: [folder, ...allowed].map(at) },
});

/** The boundaries of a workspace: another one must be in the table above and in its package.json. */
const workspaceBoundaries = (folder) => {
  const { dependencies, devDependencies } = require(`./${folder}/package.json`);
  const declaredIn = (declared) => (target) =>
    !target.startsWith("packages/") || target.replace("packages/", "@groundwork/") in { ...declared };
  const tests = `${folder}/tests`;
  const targets = mayImport[folder].filter(declaredIn(dependencies));
  const moreInTests = ["packages/testbed"].filter(declaredIn(devDependencies));
  return [
    boundary(folder, targets, { pathNot: at(tests) }),
    boundary(tests, [...new Set([folder, ...targets, ...moreInTests])]),
  ];
};

const boundaries = Object.entries(mayImport).flatMap(([folder, targets]) =>
  folder === "app/local" || folder.startsWith("packages/")
    ? workspaceBoundaries(folder)
    : [boundary(folder, targets)],
);

module.exports = {
  forbidden: [
    ...boundaries,
    {
      name: "gallery-limits-alone",
      comment: `The platform imports ${galleryLimits}, without the packages of the application: it may import nothing.`,
      severity: "error",
      from: { path: at(galleryLimits) },
      to: {},
    },
    {
      name: "folder-in-table",
      comment: "Say in the table of .dependency-cruiser.js what this folder may import",
      severity: "error",
      from: { pathNot: Object.keys(mayImport).map(at) },
      to: { path: filesOfRepository },
    },
    {
      name: "packages-by-name",
      comment: "Write @groundwork/NAME/…: a relative path hides that package.json must declare the package.",
      severity: "error",
      from: { path: "^(packages/[^/]+|tests|app)/" },
      to: {
        path: "^packages/",
        pathNot: "^$1/",
        dependencyTypes: ["local"],
        dependencyTypesNot: ["aliased-workspace"],
      },
    },
    {
      name: "config-imports-types-of-packages",
      comment: "rehearse.config.ts and adoption/ give values to the packages; they take only types from them",
      severity: "error",
      from: { path: "^(rehearse\\.config\\.ts$|adoption/)" },
      to: { path: "^packages/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-tests-import-tests",
      comment: "What a program needs is no test: move it out of the folder tests",
      severity: "error",
      from: { pathNot: testFolders },
      to: { path: testFolders },
    },
    {
      name: "each-package-its-own-tests",
      comment: "What the tests of two packages need belongs in packages/testbed",
      severity: "error",
      from: { path: "^(packages/[^/]+/tests)/" },
      to: { path: "^packages/[^/]+/tests/", pathNot: "^$1/" },
    },
    {
      name: "programs-are-started-in-one-way",
      comment:
        "Start programs with packages/rehearse/engine/child.ts; servers under test have watchdogs in packages/testbed (docs/decisions/0030)",
      severity: "error",
      from: { path: "^packages/", pathNot: [...testFolders, ...startProcessesThemselves.map(at)] },
      to: { path: "^(node:)?child_process$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycle",
      comment: "These files import each other, so which of them runs first depends on the caller",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "The imported file or package does not exist, or its package.json does not export it",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "declared",
      comment: "The package is in no package.json, or not in the nearest one: add it there",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-development-dependency",
      comment:
        "Outside tests, only types come from devDependencies: `npm ci --omit=dev` does not install them",
      severity: "error",
      from: { pathNot: [...testFolders, "^[^/]+\\.js$"] },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@types/",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(out|coverage|app/dist|\\.test-project)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["main", "types"],
    },
  },
};
