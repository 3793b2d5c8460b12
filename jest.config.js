// Support of versions ends: tests run at the date for which they were written. tests/index/offers.test.ts runs at later ones.
process.env.GROUNDWORK_TODAY ??= "2026-11-26";

// One project a kind of test, so that each npm script runs exactly what its name says.
const common = {
  // `npm run typecheck` checks the types once for everything; the tests only need the types removed.
  transform: {
    "^.+\\.ts$": ["ts-jest", { diagnostics: false, tsconfig: "tsconfig.json" }],
    // An ES module: jest loads CommonJS. Node.js and tsx load it as it is.
    "/tinyexec/.+\\.mjs$": [
      "ts-jest",
      { diagnostics: false, tsconfig: { allowJs: true, module: "commonjs", target: "es2022" } },
    ],
  },
  moduleNameMapper: {
    "^typescript$": "<rootDir>/tests/lazily/typescript.js",
    "^@npmcli/arborist$": "<rootDir>/tests/lazily/arborist.js",
  },
  transformIgnorePatterns: ["/node_modules/(?!tinyexec/)"],
  // Tests run in a project with stacks of their own.
  setupFiles: ["<rootDir>/tests/project/enter.ts"],
  setupFilesAfterEnv: ["<rootDir>/tests/timeouts.ts"],
};
// They run programs in the real engine, from inside jest. What a file has loaded is never freed: npm's scripts replace the worker when it
// has grown, because Node.js runs out of memory after some thirty files.
const inEngine = { testEnvironment: "<rootDir>/tests/index/engine/environment.ts" };
// A globalSetup fetches or builds programs once, before the first test file.
const onRealParts = {
  gallery: { folders: ["tests/app"] },
  engine: { folders: ["tests/index/engine", "packages/*/tests/real-engine"], ...inEngine },
  // The SDK keeps the classes of a file's program for the whole process, and the program of a next file can wait for them without end: npm's
  // script gives each file a process.
  cluster: {
    folders: ["tests/k8s/cluster", "packages/testbed/tests/control-plane", "packages/testbed/tests/envoy"],
    globalSetup: "<rootDir>/tests/k8s/cluster/setup.ts",
  },
  monitoring: {
    folders: ["tests/k8s/monitoring/prometheus"],
    globalSetup: "<rootDir>/tests/k8s/monitoring/prometheus/setup.ts",
  },
  state: {
    folders: ["tests/account", "tests/index/state"],
    globalSetup: "<rootDir>/tests/account/setup.ts",
    ...inEngine,
  },
  delivery: { folders: ["tests/index/delivery"], ...inEngine },
  releases: {
    folders: ["tests/k8s/releases/updates"],
    globalSetup: "<rootDir>/tests/k8s/releases/updates/setup.ts",
    ...inEngine,
  },
  regions: { folders: ["tests/index/all-regions"], ...inEngine },
  upgrades: { folders: ["tests/index/upgrades"], ...inEngine },
  workflows: { folders: ["tests/github", "tests/ci"] },
  adoption: { folders: ["tests/adoption"] },
};
const testsIn = (folder) => `<rootDir>/${folder}/**/*.test.ts`;
const elsewhere = Object.values(onRealParts).flatMap(({ folders }) => folders);

// On GitHub a failure also stands beside its line, and in the job's summary.
const onGithub = [
  ["github-actions", { silent: false }],
  "<rootDir>/packages/delivery/checks/ci/summary-reporter.js",
];

module.exports = {
  reporters: ["default", ...(process.env.GITHUB_ACTIONS === "true" ? onGithub : [])],
  collectCoverageFrom: [
    "{account,adoption,app/src,applications,infra,k8s,policy,settings}/**/*.ts",
    "packages/*/{,!(tests)/**/}*.ts",
    "*.ts",
  ],
  coverageReporters: ["json-summary", "lcov", "text-summary"],
  projects: [
    {
      ...common,
      displayName: "platform",
      testMatch: [testsIn("tests"), testsIn("packages/*/tests")],
      testPathIgnorePatterns: elsewhere.map((folder) => `<rootDir>/${folder.replace("*", "[^/]+")}/`),
    },
    ...Object.entries(onRealParts).map(([displayName, { folders, ...options }]) => ({
      ...common,
      displayName,
      testMatch: folders.map(testsIn),
      ...options,
    })),
  ],
};
